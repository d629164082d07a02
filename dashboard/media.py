"""Serve a stored file to somebody who may have it: one range at a time, in bounded memory.

Django's FileResponse reads a whole file into memory under ASGI and knows no ranges. Who may have
the file is the caller's question, asked on every request, each range included.
"""

import asyncio
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, Storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from dashboard.uploads.names import clean_name

PIECE_BYTES = 256 * 1024
OPEN_RANGE_BYTES = 4 * 2**20
"""What `bytes=N-` gets at most. A player asks so when it wants to begin somewhere, and asks again;
one that is closed after two seconds has not made us read a film. (Downloads are not cut: a client
that resumes one takes what it gets for the rest.)"""

CHANGES = "private, no-cache"
NEVER_CHANGES = "private, max-age=86400, immutable"

CONTENT_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpg": "image/jpeg",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4a": "audio/mp4",
    ".m4s": "video/mp4",
    ".mp4": "video/mp4",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".vtt": "text/vtt; charset=utf-8",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
"""What a browser may show. Anything else is bytes to be saved."""

ISOLATION = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing that a stranger uploaded ever runs as a page of ours."""

READER = {
    "Content-Security-Policy": "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
}
"""What shows a PDF is a reader that the browser brings along; it starts in no sandbox."""


class UnsatisfiableRange(Exception):
    """The range begins behind the end of the file."""


@dataclass(frozen=True, slots=True)
class Stored:
    """An open file and what identifies these very bytes of it."""

    file: Any
    size: int
    modified: datetime

    @property
    def etag(self) -> str:
        return f'"{int(self.modified.timestamp() * 1_000_000):x}-{self.size:x}"'


async def serve_stored(
    request: HttpRequest,
    storage: Storage,
    name: str,
    *,
    download_as: str | None = None,
    immutable: bool = False,
    cut: bool = True,
) -> HttpResponseBase:
    """Answer a GET or HEAD with the stored file `name`, or the one range of it that was asked for.

    `download_as` is the file name under which the browser saves it, in whatever letters a person
    chose. `immutable` promises that the bytes under this name never change. A range without an end
    is `cut` to what a player needs, unless it is of a download. Raises Http404 where there is no
    such file.
    """
    stored = await asyncio.to_thread(_open, storage, name)
    try:
        response = _answer(request, stored, name, download_as, immutable, cut)
    except BaseException:
        stored.file.close()
        raise
    if not response.streaming:
        stored.file.close()
    return response


def _open(storage: Storage, name: str) -> Stored:
    parts = name.split("/")
    if not all(parts) or {".", ".."}.intersection(parts) or "\\" in name or "\0" in name:
        raise Http404
    try:
        file = storage.open(name, "rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, SuspiciousFileOperation):
        raise Http404 from None
    if isinstance(storage, FileSystemStorage):
        # By the open file, not by its name: the name may have a newer file by now.
        facts = os.fstat(file.fileno())
        return Stored(file, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC))
    return Stored(file, file.size, storage.get_modified_time(name))


def _answer(
    request: HttpRequest,
    stored: Stored,
    name: str,
    download_as: str | None,
    immutable: bool,
    cut: bool,
) -> HttpResponseBase:
    headers = _headers(stored, name, download_as, immutable)
    modified = int(stored.modified.timestamp())
    whole = HttpResponse(headers=headers)
    conditional = get_conditional_response(request, stored.etag, modified, whole)
    if conditional is not None and conditional is not whole:
        return conditional
    if request.method == "HEAD":
        whole["Content-Length"] = str(stored.size)
        return whole
    try:
        wanted = _range(request, stored, cut=cut and download_as is None)
    except UnsatisfiableRange:
        headers["Content-Range"] = f"bytes */{stored.size}"
        return HttpResponse(status=416, headers=headers)
    first, last = wanted or (0, stored.size - 1)
    if wanted:
        headers["Content-Range"] = f"bytes {first}-{last}/{stored.size}"
    headers["Content-Length"] = str(last - first + 1)
    pieces = Pieces(stored.file, first, last - first + 1)
    return StreamingHttpResponse(pieces, status=206 if wanted else 200, headers=headers)


def _headers(stored: Stored, name: str, download_as: str | None, immutable: bool) -> dict[str, str]:
    content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())
    attachment = download_as is not None or content_type is None
    reader = READER if content_type == CONTENT_TYPES[".pdf"] else {}
    file_name = clean_name(download_as) if download_as else PurePosixPath(name).name
    return {
        **ISOLATION,
        **reader,
        "Accept-Ranges": "bytes",
        "Cache-Control": NEVER_CHANGES if immutable else CHANGES,
        "Content-Disposition": content_disposition_header(attachment, file_name) or "",
        "Content-Type": content_type or "application/octet-stream",
        "ETag": stored.etag,
        "Last-Modified": http_date(stored.modified.timestamp()),
    }


def _range(request: HttpRequest, stored: Stored, *, cut: bool) -> tuple[int, int] | None:
    """First and last byte (both included) to send, or None for all of it.

    As RFC 9110 14.2 allows, what is malformed or names several ranges is ignored.
    """
    match = re.fullmatch(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", request.headers.get("Range", ""))
    if not match or not any(match.groups()) or not _if_range_holds(request, stored):
        return None
    begin, end = match.groups()
    if not begin:
        first, last = max(0, stored.size - int(end)), stored.size - 1
    else:
        open_end = int(begin) + OPEN_RANGE_BYTES - 1 if cut else stored.size - 1
        first, last = int(begin), min(int(end) if end else open_end, stored.size - 1)
        if end and int(end) < first:
            return None
    if first >= stored.size:
        raise UnsatisfiableRange
    return first, last


def _if_range_holds(request: HttpRequest, stored: Stored) -> bool:
    condition = request.headers.get("If-Range", "").strip()
    if not condition or condition == stored.etag:
        return True
    return parse_http_date_safe(condition) == int(stored.modified.timestamp())


class Pieces:
    """`length` bytes of a file from `first` on, each piece read when the one before was taken.

    Django calls `close` when the answer is over, also where the client has left early.
    """

    def __init__(self, file: Any, first: int, length: int) -> None:
        self._file = file
        self._at = first
        self._left = length

    def __aiter__(self) -> "Pieces":
        return self

    async def __anext__(self) -> bytes:
        if not self._left:
            raise StopAsyncIteration
        piece = await asyncio.to_thread(self._read)
        if not piece:
            raise OSError(f"{self._left} bytes are missing at the end of {self._file.name!r}")
        self._at += len(piece)
        self._left -= len(piece)
        return piece

    def _read(self) -> bytes:
        self._file.seek(self._at)
        return self._file.read(min(PIECE_BYTES, self._left))

    def close(self) -> None:
        self._file.close()
