"""A client process of the chaos run: creates its share of the invoices. It may be killed at any moment and started
again; then it reads what it knew, and sends every batch again that it has no final word of, with the same key."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from results import Results, read, with_final_word
from xero_m2m import AsyncClient, Client, LimitPolicy, Timeout, ValidationError, XeroError

if TYPE_CHECKING:
    from xero_m2m import BatchResult

PAUSE = 0.1


class Share:
    """The batches of this process, what they hold, and what is known of them."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.results = Results(Path(plan["results"]))
        done = with_final_word(read(Path(plan["results"])))
        self.open = [batch for batch in plan["batches"] if batch not in done]
        self._plan = plan

    def records(self, batch: int) -> list[dict[str, Any]]:
        """The invoices of a batch, the same in every try."""
        first, size = batch * self._plan["batch_size"], self._plan["batch_size"]
        line = {"description": "Chairs", "quantity": 2, "unit_amount": Decimal("19.95"), "account_code": "200"}
        base = {"type": "ACCREC", "contact": {"name": "Acme"}, "line_items": [line]}
        numbers = range(first, min(first + size, self._plan["invoices"]))
        return [{**base, "reference": f"CHAOS-{number:06}"} for number in numbers]

    def options(self, batch: int) -> dict[str, Any]:
        """The options of the call for a batch: its key is its own, and the same in every try."""
        return {"idempotency_key": f"chaos-{self._plan['seed']}-{batch}"}

    def is_final(self, batch: int, outcome: BatchResult[Any] | XeroError) -> bool:
        """Writes down what became of a try, and returns whether that settles the batch."""
        if isinstance(outcome, XeroError):
            said = {"code": outcome.code, "outcome": getattr(outcome, "outcome", None)}
            word = "refused" if isinstance(outcome, ValidationError) else "failed"
            self.results.add(batch, word, **said, attempts=getattr(outcome, "attempts", None), text=str(outcome))
            return word == "refused"
        if outcome.ok:
            sent = [record["reference"] for record in self.records(batch)]
            ids = dict(zip(sent, (str(record.invoice_id) for record in outcome.records), strict=True))
            self.results.add(batch, "saved", ids=ids, attempts=outcome.metas[0].attempts)
            return True
        return self.is_final(batch, outcome.errors[0])


def work_blocking(plan: dict[str, Any], share: Share) -> None:
    with Client(**client_options(plan)) as xero, ThreadPoolExecutor(plan["at_once"]) as threads:

        def create(batch: int) -> BatchResult[Any] | XeroError:
            try:
                return xero.invoices.create(share.records(batch), options=share.options(batch))
            except XeroError as error:
                return error

        def settle(batch: int) -> None:
            share.results.add(batch, "sent")
            while not share.is_final(batch, create(batch)):
                time.sleep(PAUSE)
                share.results.add(batch, "sent")

        list(threads.map(settle, share.open))


async def work_awaited(plan: dict[str, Any], share: Share) -> None:
    async with AsyncClient(**client_options(plan)) as xero:
        batches = iter(share.open)

        async def create(batch: int) -> BatchResult[Any] | XeroError:
            try:
                return await xero.invoices.create(share.records(batch), options=share.options(batch))
            except XeroError as error:
                return error

        async def settle_all() -> None:
            for batch in batches:
                share.results.add(batch, "sent")
                while not share.is_final(batch, await create(batch)):
                    await asyncio.sleep(PAUSE)
                    share.results.add(batch, "sent")

        await asyncio.gather(*(settle_all() for _ in range(plan["at_once"])))


def client_options(plan: dict[str, Any]) -> dict[str, Any]:
    """The options of the client: all processes share one token and the five calls at once that Xero allows."""
    shared = f"file:{plan['folder']}"
    return {
        **plan["client"],
        "token_cache": shared,
        "limits": LimitPolicy(per_minute=None, backend=shared),
        # Shorter than the longest delays, and one repetition only: some errors are to reach this program.
        "timeout": Timeout(attempt=2),
        "retry": 2,
    }


def main() -> None:
    plan = json.load(sys.stdin)
    share = Share(plan)
    if plan["way"] == "awaited":
        asyncio.run(work_awaited(plan, share))
    else:
        work_blocking(plan, share)


if __name__ == "__main__":
    main()
