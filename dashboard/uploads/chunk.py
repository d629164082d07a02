"""Add the bytes of one request to an upload: all of them, or none."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.uploads import protocol
from dashboard.uploads.finish import finish
from dashboard.uploads.kinds import HEAD_BYTES
from dashboard.uploads.part import Damaged, OpenPart, Part, TooMuch
from dashboard.uploads.purposes import purpose_of
from dashboard.uploads.refusal import CHECKSUM_MISMATCH, Refused
from proyecto.dominio.models import Subida


def extend(request: HttpRequest, subida: Subida, part: OpenPart) -> Subida:
    """The upload with this request's bytes, and with what they have made of it."""
    before = part.size
    check_offset(request, before)
    _check_length(request, subida.bytes_total - before)
    _append(request, part, subida.bytes_total - before)
    _check_kind(subida, part, before)
    subida.caduca = timezone.now() + settings.UPLOAD_EXPIRES
    subida.save(update_fields=["caduca"])
    return finish_if_complete(subida, part)


def finish_if_complete(subida: Subida, part: OpenPart) -> Subida:
    """Make what it is for once every byte is there."""
    if not subida.terminada and part.size == subida.bytes_total:
        return finish(subida)
    return subida


def remove(subida: Subida) -> None:
    """Forget an upload that has become nothing."""
    Subida.objects.filter(pk=subida.pk).delete()
    Part(subida.pk).remove()


def check_offset(request: HttpRequest, offset: int) -> None:
    """Refuse bytes that do not follow those that are there."""
    if protocol.whole_number(request, "Upload-Offset") != offset:
        raise Refused(
            HTTPStatus.CONFLICT,
            _("%(offset)d bytes of this upload have arrived; go on from there.")
            % {"offset": offset},
            {"Upload-Offset": str(offset)},
        )


def _check_length(request: HttpRequest, left: int) -> None:
    if "Content-Length" not in request.headers:
        return
    length = protocol.whole_number(request, "Content-Length")
    if length > settings.UPLOAD_CHUNK_BYTES:
        raise Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("Send at most %(most)d bytes in one request.")
            % {"most": settings.UPLOAD_CHUNK_BYTES},
        )
    if length > left:
        raise _too_much()


def _append(request: HttpRequest, part: OpenPart, left: int) -> None:
    try:
        part.append(request.read, left, protocol.checksum(request))
    except TooMuch:
        raise _too_much() from None
    except Damaged:
        raise Refused(CHECKSUM_MISMATCH, _("The bytes were damaged on the way.")) from None


def _check_kind(subida: Subida, part: OpenPart, before: int) -> None:
    """Look at the first bytes as soon as there are enough of them."""
    enough = min(HEAD_BYTES, subida.bytes_total)
    if not before < enough <= part.size:
        return
    try:
        purpose_of(subida).check_head(part.head(HEAD_BYTES))
    except Refused:
        remove(subida)
        raise


def _too_much() -> Refused:
    return Refused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("More bytes came than the upload announced.")
    )
