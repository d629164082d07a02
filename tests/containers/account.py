"""Somebody with a browser's cookies and nothing else: signs in by the form, uploads by tus, reads
pages, fetches the film. The models are in the containers and out of reach."""

import re
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from dataclasses import dataclass
from email.message import Message
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 60.0
CHUNK_BYTES = 4 * 2**20


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Show redirects as they are."""


class Account:
    """At one address, without a slash at its end."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            _Stay,
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(self._jar),
        )

    @property
    def cookie(self) -> str:
        """The header that a browser would send."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def sign_in(self, name: str, password: str) -> "Account":
        assert self.get("/entrar/").status == 200
        form = {"username": name, "password": password, "csrfmiddlewaretoken": self._token()}
        answer = self.ask("POST", "/entrar/", urllib.parse.urlencode(form).encode())
        assert answer.status == 302, answer.text[-2000:]
        return self

    def upload(self, film: Path) -> str:
        """The run that converts it."""
        data = film.read_bytes()
        name = b64encode(film.name.encode()).decode()
        begun = self._tus("POST", "/subir/tus/", b"", length=len(data), metadata=f"filename {name}")
        assert begun.status == 201, begun.text
        place = urllib.parse.urlsplit(begun.headers["Location"]).path
        for offset in range(0, len(data), CHUNK_BYTES):
            chunk = data[offset : offset + CHUNK_BYTES]
            sent = self._tus("PATCH", place, chunk, offset=offset)
            assert sent.status == 204, sent.text
        return str(sent.headers["Avance-Run"])

    def mp4(self, run: str) -> bytes:
        """The film that a run made, as its page offers it for download."""
        offered = re.findall(r'href="([^"]+\.mp4)\?descargar"', self.get(f"/tareas/{run}/").text)
        answer = self.get(f"{offered[0]}?descargar")
        assert answer.status == 200
        return answer.body

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, None, **headers)

    def ask(self, method: str, path: str, body: bytes | None, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(self.address + path, body, named, method=method)
        request.add_header("Origin", self.address)
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.headers, answer.read())

    def _tus(self, method: str, path: str, body: bytes, **said: Any) -> Answer:
        headers = {f"Upload_{name.title()}": str(value) for name, value in said.items()}
        if body:
            headers["Content_Type"] = "application/offset+octet-stream"
        return self.ask(
            method, path, body, Tus_Resumable="1.0.0", X_CSRFToken=self._token(), **headers
        )

    def _token(self) -> str:
        return next(cookie.value or "" for cookie in self._jar if cookie.name == "csrftoken")
