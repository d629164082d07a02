"""Text from anywhere as one harmless line: nothing that moves a terminal or turns the order of
characters round, no path of this machine, none of our secrets."""

import re
import tempfile
from functools import cache
from typing import Any

from django.conf import settings

MOST_CHARACTERS = 600
# A secret that is cut in the middle is not found, so more is looked at than is shown.
MOST_LOOKED_AT = 2 * MOST_CHARACTERS

COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
# Control characters but the tab, marks of direction, and halves of characters.
HARMFUL = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
# A user and a password in an address; keys by their usual names.
IN_ADDRESS = re.compile(r"(?<=://)[^\s/@]+@")
BY_NAME = re.compile(
    r"(?i)\b((?:[a-z_]*(?:password|passwd|secret|token|api_?key)|authorization)['\"]?\s*[=:]\s*)"
    r"(?:bearer\s+)?['\"]?[^\s'\",;&]+"
)
STRIPE = re.compile(r"\b[sr]k_(?:live|test)_\w+")
HIDDEN = "•••"
SHORTEST_SECRET = 8


def plainly(text: str) -> str:
    """The same, to be shown to the run's owner."""
    line = HARMFUL.sub("\N{REPLACEMENT CHARACTER}", COLOURS.sub("", text)).rstrip()
    if "/" in line:
        line = IN_ADDRESS.sub(HIDDEN + "@", _places().sub("", line))
    line = STRIPE.sub(HIDDEN, BY_NAME.sub(rf"\1{HIDDEN}", line))
    for secret in _secrets():
        line = line.replace(secret, HIDDEN)
    return line if len(line) < MOST_CHARACTERS else line[: MOST_CHARACTERS - 1] + "…"


@cache
def _places() -> re.Pattern[str]:
    """Folders of this machine, in front of what lies in them. In the scratch folder each attempt
    has a folder within that of its subject; elsewhere what follows says what it is."""
    work = re.escape(str(settings.WORK_DIR)) + r"(?:/[^/\s]+/[^/\s]+)?/?"
    others = sorted(
        {
            str(settings.MEDIA_ROOT),
            str(settings.UPLOAD_DIR),
            str(settings.VAR_DIR),
            str(settings.BASE_DIR),
            tempfile.gettempdir(),
        },
        key=len,
        reverse=True,
    )
    rest = "|".join(re.escape(place) for place in others)
    return re.compile(rf"(?:file:)?(?:{work}|(?:{rest})/)")


@cache
def _secrets() -> tuple[str, ...]:
    """Those that the settings know, should one ever be said."""
    said: list[Any] = [
        settings.SECRET_KEY,
        settings.STRIPE_API_KEY,
        settings.EMAIL_HOST_PASSWORD,
        settings.DATABASES["default"].get("PASSWORD"),
    ]
    return tuple(str(one) for one in said if one and len(str(one)) >= SHORTEST_SECRET)
