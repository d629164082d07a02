"""Socket routes."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.urls import path

from dashboard.api.consumer import ApiConsumer
from dashboard.api.door import WithSession
from dashboard.api.sandbox.consumer import SandboxConsumer
from dashboard.consumers import PageConsumer

websocket = URLRouter(
    [
        path("ws/ui/", AuthMiddlewareStack(PageConsumer.as_asgi())),
        path("ws/v1/", WithSession(ApiConsumer.as_asgi())),
        path("ws/sandbox/", SandboxConsumer.as_asgi()),
    ]
)
