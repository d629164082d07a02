"""What an upload is for: how large it may be, what is taken, and what a complete one becomes."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.uploads import kinds, pictures
from dashboard.uploads.names import suffix_of
from dashboard.uploads.refusal import Refused
from proyecto.dominio.models import Subida


@dataclass(frozen=True, slots=True)
class Purpose:
    """`most_bytes` of one file; `suffixes` of the names that are taken, `instead` says which in
    words; `check_head` raises Refused for first bytes that are something else."""

    name: str
    setting: str
    suffixes: frozenset[str]
    instead: Promise
    check_head: Callable[[bytes], None]

    @property
    def most_bytes(self) -> int:
        """Of one file."""
        return int(getattr(settings, self.setting))

    def check_name(self, name: str) -> None:
        """Refuse a file whose ending says that it is something else. No ending says nothing."""
        suffix = suffix_of(name)
        if suffix and suffix not in self.suffixes:
            sentence = _("Files that end in %(suffix)s are not taken.") % {"suffix": suffix}
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"{sentence} {self.instead}")

    def stored_suffix(self, name: str) -> str:
        """The ending under which the original is stored: the name's own if it is known."""
        suffix = suffix_of(name)
        return suffix if suffix in self.suffixes else ".bin"


PURPOSES = {
    purpose.name: purpose
    for purpose in (
        Purpose(
            Subida.Proposito.VIDEO,
            "UPLOAD_MAX_BYTES",
            frozenset(kinds.SUFFIXES),
            gettext_lazy("Choose a video or a sound file."),
            kinds.check_head,
        ),
        Purpose(
            Subida.Proposito.IMAGEN,
            "UPLOAD_IMAGE_MAX_BYTES",
            frozenset(pictures.SUFFIXES),
            gettext_lazy("Choose a picture: JPEG, PNG, WebP, AVIF or HEIC."),
            pictures.check_head,
        ),
    )
}


def purpose_of(subida: Subida) -> Purpose:
    """What this upload is for."""
    return PURPOSES[subida.proposito]
