"""The lines that a run says while it works: taken in at once, written by another thread.

What a line holds is looked at only when it is written, so that saying one costs as little as a
report. While the database is away the newest lines wait, a bounded number of them.
"""

import logging
import threading
import time
from collections import deque
from itertools import islice

from django.db import close_old_connections

from proyecto.progress.broadcast import STAFF, group_of
from proyecto.progress.lines import LEVELS, ROW_LINES, Said, Writer
from proyecto.progress.teller import teller
from workers.plainly import MOST_LOOKED_AT, plainly

log = logging.getLogger(__name__)

TOPIC = "log"
# Once a second is as often as a person reads a line.
FLUSH_SECONDS = 1.0
# Lines that wait while the database is away; older ones make room.
MOST_WAITING = 2_000
# Of one text that is said at once.
MOST_LINES_AT_ONCE = 100
# Written at one go by a thread that has other things to do.
MOST_AT_ONCE = 5 * ROW_LINES


class Logbook:
    """The lines of one attempt. Nothing that goes wrong here is ever the work's trouble."""

    def __init__(self, run_id: str, attempt: int, owner_id: int | None) -> None:
        self._run_id, self._groups = run_id, frozenset({STAFF, group_of(owner_id)})
        self._writer = Writer(run_id, attempt)
        self._waiting: deque[Said] = deque()
        # The place of the first that waits among all that were said.
        self._place = 0
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._flushed = 0.0
        self._news = False

    def say(self, text: object, level: str = "info") -> None:
        """One line, or several. Levels are info, warning and error."""
        try:
            words = text if isinstance(text, str) else str(text)
            self._take(words, level if level in LEVELS else "info")
        except Exception as error:  # noqa: BLE001 - it is only a line
            log.warning("a line of %s is lost: %r", self._run_id, error)

    def stir(self) -> None:
        """Something else of the run is new that pages show among the lines."""
        self._news = True

    def flush(self, now: float | None = None) -> None:
        """Write what waits, unless that was done a moment ago (another thread than the work's)."""
        moment = time.monotonic() if now is None else now
        if (self._waiting or self._news) and moment - self._flushed >= FLUSH_SECONDS:
            self._flushed = moment
            self._write()

    def close(self) -> None:
        """The attempt is over: write the rest, and have pages look at what became of it."""
        while self._write() and self._waiting:
            pass

    def _take(self, words: str, level: str) -> None:
        at = time.time_ns() // 1_000_000
        if "\n" in words or "\r" in words:
            texts = words.splitlines()[:MOST_LINES_AT_ONCE]
        else:
            texts = [words]
        # A bounded piece of each, so that nothing large waits here.
        said = [(at, level, text[:MOST_LOOKED_AT]) for text in texts]
        with self._lock:
            self._waiting += said
            while len(self._waiting) > MOST_WAITING:
                self._waiting.popleft()
                self._place += 1

    def _write(self) -> bool:
        """Whether it worked."""
        with self._writing:
            with self._lock:
                place, taken = self._place, list(islice(self._waiting, MOST_AT_ONCE))
            self._news = False
            try:
                lines = [(at, level, plainly(text)) for at, level, text in taken]
                self._writer.write(place, lines)
            except Exception as error:  # noqa: BLE001 - they wait for the next time
                log.warning("lines of %s not written now: %s", self._run_id, error)
                close_old_connections()
                return False
            with self._lock:
                while self._waiting and self._place < place + len(taken):
                    self._waiting.popleft()
                    self._place += 1
        teller().say(TOPIC, {"run": self._run_id}, self._groups)
        return True
