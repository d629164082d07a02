"""A socket that leaves nothing behind, however it ends."""

from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from dashboard import metrics
from dashboard.outbox import BROKEN


class LeavingConsumer(AsyncWebsocketConsumer):
    """`disconnect` is called at its end, perhaps twice. Channels calls it where the client leaves;
    not where the consumer fails, and not where the server cancels it, because it still works at
    something five seconds after its client has gone."""

    # No channel of its own on the layer: the hub receives for all.
    channel_layer_alias = "none"

    _line: metrics.Line | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            if self._line is not None:  # it was there
                await self.disconnect(BROKEN)
