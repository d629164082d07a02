"""Socket routes."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.urls import path

from dashboard.consumers import PageConsumer

websocket = AuthMiddlewareStack(URLRouter([path("ws/ui/", PageConsumer.as_asgi())]))
