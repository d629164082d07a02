"""A Django of one view, in front of the files in $FILES: a local storage and a distant one."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.http import HttpRequest, HttpResponseBase
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, SECRET_KEY="only here", USE_TZ=True
)
django.setup()

from dashboard.media import serve_stored  # noqa: E402


class DistantStorage(Storage):
    """One whose files are no files of this machine, as far as anybody may know."""

    folder = Path(os.environ["FILES"])

    def _open(self, name: str, mode: str) -> File:
        return File((self.folder / name).open(mode), name=name)

    def size(self, name: str) -> int:
        return (self.folder / name).stat().st_size

    def get_modified_time(self, name: str) -> datetime:
        return datetime.fromtimestamp((self.folder / name).stat().st_mtime, UTC)


STORAGES: dict[str, Any] = {
    "local": FileSystemStorage(os.environ["FILES"]),
    "distant": DistantStorage(),
}


async def stored(request: HttpRequest, storage: str, name: str) -> HttpResponseBase:
    return await serve_stored(
        request,
        STORAGES[storage],
        name,
        download_as=request.GET.get("as"),
        immutable="immutable" in request.GET,
    )


urlpatterns = [path("<str:storage>/<path:name>", stored)]
application = get_asgi_application()
