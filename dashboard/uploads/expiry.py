"""Uploads that nobody goes on with: their parts are removed, their rows too."""

import logging
import time
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from dashboard.uploads.finish import finish, stored_name
from dashboard.uploads.part import Busy, Part
from proyecto.dominio.models import Subida

log = logging.getLogger(__name__)


def sweep_expired() -> int:
    """Remove what has expired; how many uploads that were. May run anywhere, any time, twice.

    An upload that has arrived whole and was cut off before it became what it is for becomes that
    now.
    """
    removed = 0
    for subida in Subida.objects.filter(caduca__lt=timezone.now()):
        try:
            removed += _sweep(subida)
        except Exception:
            log.exception("upload %s could not be swept", subida.pk)
    _remove_parts_of_nobody()
    return removed


def _sweep(subida: Subida) -> bool:
    part = Part(subida.pk)
    if subida.terminada or not part.exists():
        return _forget(subida)
    try:
        with part.locked() as open_part:
            subida.refresh_from_db()
            if not subida.terminada and open_part.size == subida.bytes_total:
                finish(subida)
                return False
            if subida.caduca > timezone.now():
                return False
            return _forget(subida)
    except (Busy, FileNotFoundError, Subida.DoesNotExist):
        return False  # somebody is at it, or has just been


def _forget(subida: Subida) -> bool:
    unfinished = not subida.terminada
    if unfinished:
        default_storage.delete(stored_name(subida))
    Subida.objects.filter(pk=subida.pk).delete()
    Part(subida.pk).remove()
    return unfinished


def _remove_parts_of_nobody() -> None:
    """Files whose row was never written, or went with its owner."""
    if not settings.UPLOAD_DIR.is_dir():
        return
    youngest = time.time() - settings.UPLOAD_EXPIRES.total_seconds()
    for path in settings.UPLOAD_DIR.glob("*.part"):
        try:
            known = Subida.objects.filter(pk=UUID(path.stem), video=None, imagen=None).exists()
            if not known and path.stat().st_mtime < youngest:
                path.unlink()
        except (ValueError, FileNotFoundError):
            continue  # not ours, or gone already
