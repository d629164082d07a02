"""The ASGI application: pages over HTTP, live progress over WebSocket."""

import os
from typing import Any

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proyecto.settings")
http: Any = get_asgi_application()

# Django must be set up first.
import dashboard.start  # noqa: E402, F401 - registers what the server does at its start and end
from dashboard.routing import websocket  # noqa: E402
from dashboard.tracing import Traced  # noqa: E402

if settings.TRACING:
    http = Traced(http)
application = ProtocolTypeRouter({"http": http, "websocket": websocket})
