"""Follow, start and cancel the work of an Avance server.

client = Client("https://avance.example", token)
for event in client.follow(client.start("crear_muestra")):
    print(event.kind, event.live.progress.permille)
"""

from avance_client.aio import AsyncClient
from avance_client.client import Client
from avance_client.errors import (
    ApiError,
    AvanceError,
    Forbidden,
    NetworkError,
    NotAvance,
    NotFound,
    NotSignedIn,
    Refused,
    TooMany,
    Unavailable,
)
from avance_client.events import Event, Live, Phase, Place, Progress
from avance_client.report import Report
from avance_client.uploading import Uploaded
from avance_client.version import VERSION

__all__ = [
    "VERSION",
    "ApiError",
    "AsyncClient",
    "AvanceError",
    "Client",
    "Event",
    "Forbidden",
    "Live",
    "NetworkError",
    "NotAvance",
    "NotFound",
    "NotSignedIn",
    "Phase",
    "Place",
    "Progress",
    "Refused",
    "Report",
    "TooMany",
    "Unavailable",
    "Uploaded",
]
