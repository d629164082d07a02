"""How much a person may store, and how much of it is left."""

import shutil
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db.models import F, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from dashboard.access import uploads_of
from dashboard.uploads.part import Part
from dashboard.uploads.refusal import Refused, no_room
from proyecto.dominio.models import ImagenProducto, Subida, Video


def open_uploads(user: Any) -> list[Subida]:
    """The uploads of a person that still may go on. (One whose result was deleted may not: it has
    no part any more.)"""
    fresh = uploads_of(user).filter(video=None, imagen=None, caduca__gt=timezone.now())
    return [subida for subida in fresh if Part(subida.pk).exists()]


def bytes_used(user: Any) -> int:
    """What a person's videos and pictures take, and what their open uploads will take. (What is
    made of a picture is too little to count.)"""
    videos = Video.objects.filter(propietario=user).aggregate(
        total=Sum(F("bytes_original") + F("bytes_producidos"))
    )["total"]
    pictures = ImagenProducto.objects.filter(propietario=user).aggregate(
        total=Sum("bytes_original")
    )["total"]
    return (
        (videos or 0) + (pictures or 0) + sum(subida.bytes_total for subida in open_uploads(user))
    )


def check_size(length: int, most: int) -> None:
    """Refuse what is too large for anybody, and what is empty."""
    if length == 0:
        raise Refused(HTTPStatus.BAD_REQUEST, _("The file is empty."))
    if length > most:
        raise Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _("The file has %(size)s; %(most)s is the most that is taken.")
            % {"size": filesizeformat(length), "most": filesizeformat(most)},
        )


def check_share(user: Any, length: int) -> None:
    """Refuse what is too much for this person. Call it with the person's row locked."""
    count = len(open_uploads(user))
    if count >= settings.UPLOAD_MAX_OPEN:
        raise Refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            _("%(count)d uploads are still open. Finish or cancel one of them first.")
            % {"count": count},
        )
    left = max(0, settings.UPLOAD_QUOTA_BYTES - bytes_used(user))
    if length > left:
        raise Refused(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            _(
                "The file has %(size)s, and of your %(quota)s only %(left)s are left. "
                "Delete what you no longer need."
            )
            % {
                "size": filesizeformat(length),
                "quota": filesizeformat(settings.UPLOAD_QUOTA_BYTES),
                "left": filesizeformat(left),
            },
        )


def check_disk(length: int) -> None:
    """Refuse what the disk has no room for now."""
    settings.UPLOAD_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    if length > shutil.disk_usage(settings.UPLOAD_DIR).free:
        raise no_room()
