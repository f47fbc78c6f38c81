"""The webhooks of a demo company, which report changes to your receiver."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from typing import Any, TypeAlias

Control: TypeAlias = Callable[..., Any]


class _Webhooks:
    """The methods that wait for nothing, blocking and awaited alike."""

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def state(self) -> dict[str, Any]:
        """The state of the receiver: `status`, `checks`, the number of `undelivered` events, `url`, `events`.

        The status is `"off"`, `"checking"`, `"ok"`, `"failed"`, or, after a day without success, `"disabled"`.
        """
        state: dict[str, Any] = self._control("webhooks", within=0)
        return state

    def off(self) -> None:
        """Stops all deliveries."""
        self._control("webhooks", enabled=False)


class DemoWebhooks(_Webhooks):
    """The webhooks of a demo company.

    These methods block their thread, so the receiver must run in another thread or process. If it runs on this thread's
    event loop, use the awaited `demo.async_webhooks`.
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
        """Sets the receiver, and waits for the "intent to receive" validation, which works as Xero's does.

        Args:
            url: The receiver's URL, on 127.0.0.1, localhost or [::1].
            key: The key that deliveries are signed with. Default: a new one, which is returned as `key`.
            events: The kinds of records whose changes are delivered: `"CONTACT"`, `"INVOICE"`, `"CREDITNOTE"`,
                `"PREPAYMENT"`, `"OVERPAYMENT"`. Default: all.
            ca_file: For https, a PEM file with the certificate that signed the receiver's certificate.
            timeout: Seconds that the receiver has to respond. Default: 5.
            within: Seconds to wait for the validation. Default: 30; 0 does not wait.

        Returns:
            The `state`. If its status is `"failed"`, the `checks` say what was wrong.
        """
        state: dict[str, Any] = self._control(
            "webhooks", url=url, key=key, events=events, ca_file=_text(ca_file), timeout=timeout, within=within
        )
        return state

    def deliver(self, *, within: float | None = None) -> dict[str, Any]:
        """Waits until every delivery that is due has been attempted.

        Args:
            within: The longest wait in seconds. Default: 10.

        Returns:
            The `status`, the number of `undelivered` events, and the `deliveries` since the last call of this method.
            Each of them has `first_sequence`, `last_sequence`, `events`, `outcome` (`"delivered"`, `"waiting"` for the
            next attempt, `"disabled"`), `attempts`, `status`, `problem` and `next_attempt`.
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
        return await _in_thread(
            self._blocking.set, url, key=key, events=events, ca_file=ca_file, timeout=timeout, within=within
        )

    async def deliver(self, *, within: float | None = None) -> dict[str, Any]:
        """As `DemoWebhooks.deliver()`."""
        return await _in_thread(self._blocking.deliver, within=within)


async def _in_thread(wait: Callable[..., dict[str, Any]], *arguments: Any, **options: Any) -> dict[str, Any]:
    # Blocking programs do not load asyncio.
    from asyncio import to_thread

    return await to_thread(wait, *arguments, **options)


def _text(path: str | PathLike[str] | None) -> str | None:
    return None if path is None else str(path)
