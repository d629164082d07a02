"""When a process that is told to go goes: at once where it does nothing, else when that is done."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Departure:
    """For work in the main thread, which a signal interrupts at any point.

    Whoever is interrupted in the middle of a query still holds the connection's lock, so a handler
    that asks the database anything waits for itself, for ever. This one only raises SystemExit, and
    not during `busy()`: then that does it at its end. Who says it a second time does not wait.
    """

    def __init__(self) -> None:
        self._busy = 0
        self._asked = False

    def listen(self) -> None:
        """SIGTERM and SIGINT are for it from now on. Only in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Around what is to be done before it goes."""
        self._busy += 1
        try:
            yield
        finally:
            self._busy -= 1
        if self._asked and not self._busy:
            raise SystemExit

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        if self._busy and not self._asked:
            self._asked = True
            return
        raise SystemExit
