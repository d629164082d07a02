"""Why a request about an upload is not done: a status for programs, a sentence for people."""

from collections.abc import Mapping
from http import HTTPStatus

from django.utils.translation import gettext as _

CHECKSUM_MISMATCH = 460
"""tus's own status."""


class Refused(Exception):
    """Answered as it is: `sentence` is translated already."""

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.headers = headers or {}


def no_room() -> Refused:
    """The disk is full."""
    return Refused(
        HTTPStatus.INSUFFICIENT_STORAGE,
        _("There is no room on the server just now. Try again later."),
    )
