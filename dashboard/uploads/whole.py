"""A small file that comes in one piece, as a form: held to the same rules as an upload by tus."""

import hashlib
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from dashboard.uploads import quota
from dashboard.uploads.chunk import finish_if_complete, remove
from dashboard.uploads.kinds import HEAD_BYTES
from dashboard.uploads.names import clean_name
from dashboard.uploads.part import NoRoom, OpenPart, Part
from dashboard.uploads.pictures import product_of
from dashboard.uploads.purposes import PURPOSES, Purpose
from dashboard.uploads.refusal import Refused, no_room
from dashboard.uploads.views import register
from proyecto.dominio.models import Subida


def take_whole(
    user: Any, file: UploadedFile, proposito: Subida.Proposito, producto: str = ""
) -> Subida:
    """The upload, complete, with what it became. Raises Refused, and has then left nothing."""
    purpose = PURPOSES[proposito]
    name = clean_name(file.name or "")
    length = file.size or 0
    quota.check_size(length, purpose.most_bytes)
    if length > settings.UPLOAD_CHUNK_BYTES:
        raise Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("Send at most %(most)d bytes in one request.")
            % {"most": settings.UPLOAD_CHUNK_BYTES},
        )
    purpose.check_name(name)
    quota.check_disk(length)
    product = product_of({"producto": producto})
    subida = register(user, length, proposito=proposito, nombre=name, producto=product)
    try:
        with Part(subida.pk).locked() as part:
            return _filled(subida, part, file, purpose)
    except NoRoom:
        remove(subida)
        raise no_room() from None
    except BaseException:
        remove(subida)
        raise


def fingerprint(file: UploadedFile) -> list[str]:
    """What makes two of them the same."""
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return [file.name or "", digest.hexdigest()]


def _filled(subida: Subida, part: OpenPart, file: UploadedFile, purpose: Purpose) -> Subida:
    part.append(file.read, subida.bytes_total)
    purpose.check_head(part.head(HEAD_BYTES))
    return finish_if_complete(subida, part)
