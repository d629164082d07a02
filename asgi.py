"""The ASGI application: pages over HTTP, live progress over WebSocket."""

import os

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proyecto.settings")
http = get_asgi_application()

from dashboard.routing import websocket  # noqa: E402 - Django must be set up first

application = ProtocolTypeRouter({"http": http, "websocket": websocket})
