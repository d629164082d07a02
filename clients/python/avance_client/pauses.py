"""When to come back after an end of the connection, and when not."""

import random
import time

from avance_client.errors import ApiError, Forbidden, NetworkError, NotAvance, NotSignedIn, Refused

FIRST_SECONDS = 0.25
LONGEST_SECONDS = 15.0
# Of a flood and too many sockets the server wants to be left alone for a while.
CROWDED_SECONDS = 5.0
# Silence of twice the beat is a dead connection; a little more, as clocks and networks are.
SILENT_BEATS = 2.2

TOO_LARGE, RESTART, SLOW_READER, CROWDED = 1009, 1012, 4408, 4429
FATAL: dict[int, tuple[type[ApiError], str, str]] = {
    TOO_LARGE: (Refused, "too_large", "A message was too large for the server."),
    4401: (
        NotSignedIn,
        "unauthenticated",
        "The token opens nothing: it is missing, wrong, revoked or has expired.",
    ),
    4403: (Forbidden, "forbidden", "This is not for this token (any more)."),
}
WRONG_PROTOCOL = 4400


class Pauses:
    """Growing, each with a random part, until something new is heard. `patience`: how many seconds
    without any news are too many; None: never."""

    def __init__(self, patience: float | None = None) -> None:
        self.patience = patience
        self._tries = 0
        self._since: float | None = None

    def good(self) -> None:
        """The connection has proved to be of use."""
        self._tries, self._since = 0, None

    def after(self, code: int | None, bye_ms: int | None = None, least: float = 0.0) -> float:
        """Seconds to wait after an end with this close code (None: the network failed). Raises
        what the code means where it is no use to come back, and NetworkError at the end of the
        patience."""
        if code in FATAL:
            kind, word, sentence = FATAL[code]
            raise kind(word, sentence)
        if code == WRONG_PROTOCOL:
            raise NotAvance("The server does not speak avance.v1: update this client.")
        now = time.monotonic()
        self._since = now if self._since is None else self._since
        if self.patience is not None and now - self._since >= self.patience:
            raise NetworkError("The server can't be reached. Check the address and the network.")
        self._tries += 1
        if self._tries == 1 and code == SLOW_READER:
            return 0.0
        if code == RESTART and bye_ms is not None and self._tries == 1:
            return bye_ms / 1000
        least = max(least, CROWDED_SECONDS if code == CROWDED else 0.0)
        return least + self._growing()

    def _growing(self) -> float:
        longest = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** min(self._tries, 10))
        return longest * random.uniform(0.5, 1.0)
