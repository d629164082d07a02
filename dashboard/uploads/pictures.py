"""Whether a file can be a picture that is taken: by its name at first, then by its first bytes.

Only an early refusal, as for films. What a file really is, the worker finds out.
"""

from http import HTTPStatus

from django.utils.translation import gettext as _

from dashboard.uploads.refusal import Refused
from proyecto.dominio.models import Producto

SUFFIXES = {
    *(".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp", ".avif"),
    *(".heic", ".heif", ".hif"),
}
BRANDS = {
    *(b"avif", b"avis", b"mif1", b"msf1"),
    *(b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"),
}
BEGINNINGS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


def check_head(head: bytes) -> None:
    """Refuse what begins like no picture of a kind that is taken."""
    if not _is_taken(head):
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            _("This is no picture of a kind that is taken: JPEG, PNG, WebP, AVIF or HEIC."),
        )


def _is_taken(head: bytes) -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] in BRANDS
    if head[:4] == b"RIFF":
        return head[8:12] == b"WEBP"
    return head.startswith(BEGINNINGS)


def product_of(said: dict[str, str]) -> Producto | None:
    """The product that the picture is to show, where the client names one by its key."""
    key = said.get("producto", "")
    if not key:
        return None
    known = Producto.objects.filter(pk=key).first() if key.isdecimal() and len(key) < 18 else None
    if known is None:
        raise Refused(HTTPStatus.BAD_REQUEST, _("There is no such product."))
    return known
