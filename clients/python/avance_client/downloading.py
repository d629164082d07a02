"""Downloads that go on where the network broke."""

import os
import re
import time
from collections.abc import Callable
from http.client import HTTPResponse
from pathlib import Path
from typing import IO

from avance_client.errors import ApiError, AvanceError, NetworkError, Unavailable
from avance_client.http import Http, pause, pieces

TRIES = 8
PARTIAL = 206
UNSATISFIABLE = 416


class Download:
    """One file of the server's. It is written beside `target` and takes its place when whole, so
    nobody ever finds half a file there."""

    def __init__(
        self, http: Http, address: str, target: Path, told: Callable[[int, int], None] | None = None
    ) -> None:
        self._http, self._address, self.target = http, address, target
        self._told = told
        self._etag = ""
        self._tried = 0

    def fetch(self) -> Path:
        """Raises ApiError, and NetworkError after some tries."""
        part = self.target.with_name(f".{self.target.name}.{os.getpid()}.part")
        try:
            with part.open("wb") as file:
                while not self._fetched(file):
                    pass
            part.replace(self.target)
        finally:
            part.unlink(missing_ok=True)
        return self.target

    def _fetched(self, file: IO[bytes]) -> bool:
        """One request more; whether the file is whole."""
        have = file.tell()
        headers = {"Accept-Encoding": "identity"}
        if have and self._etag:
            headers |= {"Range": f"bytes={have}-", "If-Range": self._etag}
        try:
            with self._http.open("GET", self._address, headers=headers) as answer:
                return self._taken(answer, file)
        except (NetworkError, Unavailable) as problem:
            self._survive(problem, file.tell() > have)
        except ApiError as problem:
            if problem.status != UNSATISFIABLE:
                raise
            self._etag = ""
            self._survive(problem, went_on=False)
        return False

    def _taken(self, answer: HTTPResponse, file: IO[bytes]) -> bool:
        if answer.status != PARTIAL:  # from the beginning: it is another file by now
            file.seek(0)
            file.truncate()
        self._etag = answer.headers.get("ETag", "")
        total = total_of(answer)
        for piece in pieces(answer):
            file.write(piece)
            if self._told:
                self._told(file.tell(), total)
        if file.tell() < total:
            raise NetworkError(f"{self._http.url}: the connection broke")
        return True

    def _survive(self, problem: AvanceError, went_on: bool) -> None:
        self._tried = 1 if went_on else self._tried + 1
        if self._tried >= TRIES:
            raise problem
        time.sleep(pause(self._tried, problem))


def total_of(answer: HTTPResponse) -> int:
    """How many bytes the whole file has; 0 where nobody says."""
    span = re.fullmatch(r"bytes \d+-\d+/(\d+)", answer.headers.get("Content-Range", ""))
    return int(span[1] if span else answer.headers.get("Content-Length") or 0)
