"""The log file of one program: cut into pieces by size, of which a few are kept."""

from contextlib import suppress
from pathlib import Path

MOST_BYTES = 5 * 2**20
KEPT = 3


class Log:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._rotate()
        self._file = path.open("ab", buffering=0)

    def write(self, line: bytes) -> None:
        """Add a line. A full disk loses the line, never the program that said it."""
        with suppress(OSError):
            if self._file.tell() > MOST_BYTES:
                self._file.close()
                self._rotate()
                self._file = self.path.open("ab", buffering=0)
            self._file.write(line)

    def close(self) -> None:
        self._file.close()

    def _rotate(self) -> None:
        """x.log becomes x.log.1, and so on; the oldest falls off."""
        for number in range(KEPT - 1, -1, -1):
            old = self._numbered(number)
            if old.exists():
                old.replace(self._numbered(number + 1))

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}") if number else self.path
