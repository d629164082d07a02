"""The words of tus 1.0: what its headers say, and how an answer is dressed."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from dashboard.uploads.refusal import Refused
from proyecto.dominio.models import Subida
from proyecto.progress.models import TaskRun

VERSION = "1.0.0"
CHUNK_TYPE = "application/offset+octet-stream"
ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}


@dataclass(frozen=True, slots=True)
class Checksum:
    """What the client says about the bytes of one request."""

    algorithm: str
    digest: bytes

    def fresh(self) -> Any:
        """A hash object of that kind, empty."""
        return ALGORITHMS[self.algorithm]()


def answer(
    status: int, headers: Mapping[str, str] | None = None, sentence: str = ""
) -> HttpResponse:
    """An answer that a tus client understands, and a person whom it is shown to."""
    return HttpResponse(
        sentence,
        status=status,
        content_type="text/plain; charset=utf-8",
        headers={"Tus-Resumable": VERSION, "Cache-Control": "no-store", **(headers or {})},
    )


def capabilities() -> HttpResponse:
    """What this server can do (OPTIONS)."""
    return answer(
        HTTPStatus.NO_CONTENT,
        {
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,checksum,expiration,termination",
            "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
        },
    )


def state_headers(subida: Subida, offset: int) -> dict[str, str]:
    """Where an upload stands; `Avance-Video` or `Avance-Imagen` is what it has become,
    `Avance-Run` the run that processes it."""
    headers = {
        "Upload-Offset": str(offset),
        "Upload-Expires": http_date(subida.caduca.timestamp()),
    }
    if subida.terminada:
        headers[f"Avance-{subida.proposito.title()}"] = str(subida.hecho.pk)
        headers["Avance-Run"] = _run_of(subida)
    return headers


def _run_of(subida: Subida) -> str:
    runs = TaskRun.objects.filter(subject=subida.hecho.asunto).order_by("-created_at")
    return str(runs.values_list("pk", flat=True).first() or "")


def check_version(request: HttpRequest) -> None:
    """Refuse a client of another tus."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Refused(
            HTTPStatus.PRECONDITION_FAILED,
            _("This client speaks another version of the upload protocol."),
            {"Tus-Version": VERSION},
        )


def whole_number(request: HttpRequest, header: str) -> int:
    """The number of bytes in `header`."""
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refused(
            HTTPStatus.BAD_REQUEST, _("%(header)s is not a number of bytes.") % {"header": header}
        )
    return int(text)


def metadata(request: HttpRequest) -> dict[str, str]:
    """What the client says about the file: `key base64,key base64`."""
    pairs: dict[str, str] = {}
    for pair in filter(None, map(str.strip, request.headers.get("Upload-Metadata", "").split(","))):
        key, _space, value = pair.partition(" ")
        try:
            pairs[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refused(
                HTTPStatus.BAD_REQUEST, _("Upload-Metadata is not written as tus asks.")
            ) from None
    return pairs


def as_metadata(subida: Subida) -> str:
    """The same header, from what was kept of it."""
    pairs = {"filename": subida.nombre, "filetype": subida.tipo}
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in pairs.items()
        if value
    )


def checksum(request: HttpRequest) -> Checksum | None:
    """The checksum of this request's bytes, if the client gives one."""
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _space, digest = text.partition(" ")
    if algorithm in ALGORITHMS:
        try:
            return Checksum(algorithm, base64.b64decode(digest, validate=True))
        except binascii.Error:
            pass
    raise Refused(HTTPStatus.BAD_REQUEST, _("Upload-Checksum is not one that is known here."))
