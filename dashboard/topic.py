"""One kind of news for pages, besides runs; `dashboard.topics` has them all."""

from typing import TYPE_CHECKING, Any

from dashboard.subscriber import Subscriber

if TYPE_CHECKING:
    from dashboard.hub import Hub


class Topic:
    """One kind of news. Override what it needs; all in the hub's event loop."""

    name = ""

    def __init__(self, hub: "Hub") -> None:
        self.hub = hub

    async def hear(self, body: dict[str, Any]) -> None:
        """A message of this name came."""

    async def look(self) -> None:
        """Every other second: find what no message told."""

    async def greet(self, socket: Subscriber) -> None:
        """A socket has caught up with its runs and is not live yet: give it the whole state."""

    async def watch(self, socket: Subscriber, have: Any) -> None:
        """Its page began to show this, and has it as of `have`; None: it shows it no more."""
