"""The peer: what the tutorials of Channels write, a consumer a socket with a receive of its own."""

import os
from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.vanilla_settings")
http = get_asgi_application()
GROUP = "progress"


class Progress(AsyncJsonWebsocketConsumer):
    """Joins the group and passes on what is told there."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()
        await self.send_json({"type": "live"})

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def progress_event(self, event: dict[str, Any]) -> None:
        """One event."""
        await self.send_json(event["body"])


application = ProtocolTypeRouter(
    {"http": http, "websocket": URLRouter([path("ws/", Progress.as_asgi())])}
)
