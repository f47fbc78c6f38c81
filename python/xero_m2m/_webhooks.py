"""The webhooks of a demo company: what changes is told to a receiver of yours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike
    from typing import TypeAlias

    Control: TypeAlias = Callable[..., Any]


class _Webhooks:
    """What both kinds have, which waits for nothing."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def state(self) -> dict[str, Any]:
        """What is known of the receiver now: `status`, `checks`, how many events are `undelivered`, `url`, `events`.

        The status is `"off"`, `"checking"`, `"ok"`, `"failed"`, or, after a day without success, `"disabled"`.
        """
        state: dict[str, Any] = self._control("webhooks", within=0)
        return state

    def off(self) -> None:
        """Tells nobody any more."""
        self._control("webhooks", enabled=False)


class DemoWebhooks(_Webhooks):
    """The webhooks of a demo company.

    While it waits, this thread does nothing else: the receiver must run in another thread or process. One that runs on
    this thread's event loop is for the awaited ones, `demo.async_webhooks`.
    """

    def set(
        self,
        url: str,
        *,
        key: str | None = None,
        events: Sequence[str] | None = None,
        ca_file: str | PathLike[str] | None = None,
        timeout: float | None = None,
        within: float | None = None,
    ) -> dict[str, Any]:
        """Sets the receiver, and waits until its intent to receive is checked, as Xero checks it.

        Args:
            url: On 127.0.0.1, localhost or [::1].
            key: What deliveries are signed with. Default: one is made, and comes back as `key`.
            events: Which changes it is told of: `"CONTACT"`, `"INVOICE"`, `"CREDITNOTE"`, `"PREPAYMENT"`,
                `"OVERPAYMENT"`. Default: all.
            ca_file: For https: the certificate that the receiver's own is signed with.
            timeout: Seconds that the receiver has for an answer. Default: 5.
            within: Seconds to wait for the checks. Default: 30; 0 does not wait.

        Returns:
            As `state`. With `"failed"`, the `checks` say what was wrong.
        """
        state: dict[str, Any] = self._control(
            "webhooks", url=url, key=key, events=events, ca_file=_text(ca_file), timeout=timeout, within=within
        )
        return state

    def deliver(self, *, within: float | None = None) -> dict[str, Any]:
        """Waits until all that is due has been tried.

        Args:
            within: Seconds to wait at most. Default: 10.

        Returns:
            `status`, how many events are `undelivered`, and the `deliveries` since this was last asked: each batch has
            `first_sequence`, `last_sequence`, `events`, `outcome` (`"delivered"`, `"waiting"` for its next try,
            `"disabled"`), `attempts`, `status`, `problem` and `next_attempt`.
        """
        deliveries: dict[str, Any] = self._control("deliver", within=within)
        return deliveries


class AsyncDemoWebhooks(_Webhooks):
    """The webhooks of a demo company, awaited: the receiver may run on the same event loop."""

    def __init__(self, control: Control) -> None:
        super().__init__(control)
        self._blocking = DemoWebhooks(control)

    async def set(
        self,
        url: str,
        *,
        key: str | None = None,
        events: Sequence[str] | None = None,
        ca_file: str | PathLike[str] | None = None,
        timeout: float | None = None,
        within: float | None = None,
    ) -> dict[str, Any]:
        """As `DemoWebhooks.set()`."""
        return await _awaited(
            self._blocking.set, url, key=key, events=events, ca_file=ca_file, timeout=timeout, within=within
        )

    async def deliver(self, *, within: float | None = None) -> dict[str, Any]:
        """As `DemoWebhooks.deliver()`."""
        return await _awaited(self._blocking.deliver, within=within)


async def _awaited(wait: Callable[..., dict[str, Any]], *arguments: Any, **options: Any) -> dict[str, Any]:
    # Only those who await pay for it.
    from asyncio import to_thread

    return await to_thread(wait, *arguments, **options)


def _text(path: str | PathLike[str] | None) -> str | None:
    return None if path is None else str(path)
