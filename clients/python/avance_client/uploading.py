"""Uploads by tus 1.0: what has arrived is asked of the server, and the rest is sent."""

import base64
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import IO

from avance_client.errors import ApiError, AvanceError, NetworkError
from avance_client.http import Http, pause

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK_TYPE = "application/offset+octet-stream"
FIRST_BYTES = 2**20
MOST_BYTES = 8 * 2**20
LEAST_BYTES = 64 * 2**10
# A part that the network loses is lost whole: on a slow line, parts are small.
PART_SECONDS = 5.0
PIECE_BYTES = 64 * 2**10
TRIES = 8
GONE = frozenset({404, 410})
PASSING = frozenset({409, 423, 429, 500, 502, 503, 504})
TOO_LARGE = 413

Told = Callable[[int, int], None]
"""Is told how many bytes of how many have been sent."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What a complete upload has become: the key of the video and its run."""

    address: str
    video: str
    run: str


class Upload:
    """One file on its way to `path` of the API. `address`: where an earlier try got to; `begun` is
    told the address as soon as there is one."""

    def __init__(
        self,
        http: Http,
        path: str,
        file: Path,
        told: Told | None = None,
        address: str = "",
        begun: Callable[[str], None] | None = None,
    ) -> None:
        self._http, self._path, self.file = http, path, file
        self.address = address
        self._told, self._begun = told, begun
        self._part = FIRST_BYTES
        self._tried = 0
        # Of one beginning: where its answer is lost, the same upload goes on.
        self._key = uuid.uuid4().hex

    def send(self) -> Uploaded:
        """Send what has not arrived yet. Raises ApiError, and NetworkError after some tries."""
        with self.file.open("rb") as file:
            total = file.seek(0, 2)
            while True:
                try:
                    return self._whole(file, total)
                except (ApiError, NetworkError) as problem:
                    self._survive(problem)

    def _whole(self, file: IO[bytes], total: int) -> Uploaded:
        answer = self._asked(total)
        while (offset := int(answer.headers.get("Upload-Offset", 0))) < total:
            self._tell(offset, total)
            answer = self._patch(file, offset, total)
            self._tried = 0
        if "Avance-Run" not in answer.headers:
            # It was cut off between its last byte and what it becomes: asking finishes it.
            answer = self._asked(total)
        self._tell(total, total)
        return Uploaded(
            self.address,
            answer.headers.get("Avance-Video", ""),
            answer.headers.get("Avance-Run", ""),
        )

    def _asked(self, total: int) -> HTTPResponse:
        """Where it stands; it is begun if it has not been, or is not there any more."""
        if self.address:
            try:
                return self._request("HEAD", self.address)
            except ApiError as problem:
                if problem.status not in GONE:
                    raise
                self._key = uuid.uuid4().hex
        name = base64.b64encode(self.file.name.encode()).decode()
        headers = {
            "Upload-Length": str(total),
            "Upload-Metadata": f"filename {name}",
            "Idempotency-Key": self._key,
        }
        answer = self._request("POST", self._path, headers=headers)
        self.address = self._http.absolute(answer.headers["Location"])
        if self._begun:
            self._begun(self.address)
        return answer

    def _patch(self, file: IO[bytes], offset: int, total: int) -> HTTPResponse:
        size = min(self._part, total - offset)
        file.seek(offset)
        headers = {
            "Upload-Offset": str(offset),
            "Content-Type": CHUNK_TYPE,
            "Content-Length": str(size),
        }
        began = time.monotonic()
        answer = self._request("PATCH", self.address, self._pieces(file, size, total), headers)
        took = max(time.monotonic() - began, 0.001)
        self._part = int(min(MOST_BYTES, max(LEAST_BYTES, size * PART_SECONDS / took)))
        return answer

    def _pieces(self, file: IO[bytes], size: int, total: int) -> Iterator[bytes]:
        while size > 0 and (piece := file.read(min(PIECE_BYTES, size))):
            yield piece
            size -= len(piece)
            self._tell(file.tell(), total)

    def _request(
        self,
        method: str,
        address: str,
        data: Iterator[bytes] | None = None,
        headers: dict[str, str] | None = None,
    ) -> HTTPResponse:
        with self._http.open(method, address, data, {**TUS, **(headers or {})}) as answer:
            answer.read()
        if "Upload-Offset" not in answer.headers and "Location" not in answer.headers:
            raise NetworkError("The connection broke in the middle of an answer.")
        return answer

    def _survive(self, problem: AvanceError) -> None:
        """Wait for another try, or raise what no other try gets past."""
        self._tried += 1
        if isinstance(problem, ApiError):
            too_large = problem.status == TOO_LARGE and self.address and self._part > LEAST_BYTES
            if too_large:
                self._part = max(LEAST_BYTES, self._part // 2)
            elif problem.status in GONE and self.address:
                self.address, self._key = "", uuid.uuid4().hex
            elif problem.status not in PASSING:
                raise problem
        if self._tried >= TRIES:
            raise problem
        time.sleep(pause(self._tried, problem))

    def _tell(self, sent: int, total: int) -> None:
        if self._told:
            self._told(sent, total)
