"""A tus client as strict as the protocol: it says every header itself, and hides no answer."""

import base64
import hashlib
import http.client
import os
from dataclasses import dataclass, field
from http.client import HTTPMessage

from django.conf import settings

from proyecto.dominio.models import Subida, Video
from tests.stack.people import Person

MEBIBYTE = 2**20
CSRF = "a" * 32


def film(size: int) -> bytes:
    """Begins like an MP4, and is `size` bytes long."""
    return b"\0\0\0\x18ftypmp42" + os.urandom(size - 12)


def metadata(**pairs: str) -> str:
    return ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    text: str

    @property
    def offset(self) -> int:
        return int(self.headers["Upload-Offset"])


@dataclass
class TusClient:
    """One person at one server. `address` is that of the newest upload, `door` where they begin."""

    port: int
    person: Person | None
    address: str = ""
    language: str = "en"
    csrf: bool = True
    door: str = "/subir/tus/"
    files: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, *, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body=body, headers=self._headers(headers))
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode())
        finally:
            connection.close()

    def _headers(self, own: dict[str, str]) -> dict[str, str]:
        cookies = [f"{settings.CSRF_COOKIE_NAME}={CSRF}"]
        if self.person:
            cookies.append(self.person.cookie)
        headers = {
            "Tus-Resumable": "1.0.0",
            "Accept-Language": self.language,
            "Cookie": "; ".join(cookies),
        }
        if self.csrf:
            headers["X-CSRFToken"] = CSRF
        return headers | {name.replace("_", "-"): value for name, value in own.items()}

    def begin(self, length: int, name: str = "film.mp4", **headers: str) -> Answer:
        said = {"Upload_Length": str(length), "Upload_Metadata": metadata(filename=name)}
        answer = self.ask("POST", self.door, body=None, **(said | headers))
        self.address = answer.headers["Location"] or ""
        return answer

    def send(self, data: bytes, offset: int, **headers: str) -> Answer:
        said = {
            "Upload_Offset": str(offset),
            "Content_Type": "application/offset+octet-stream",
        }
        return self.ask("PATCH", self.address, body=data, **(said | headers))

    def look(self) -> Answer:
        return self.ask("HEAD", self.address)

    def give_up(self) -> Answer:
        return self.ask("DELETE", self.address)

    def upload(self, data: bytes, name: str = "film.mp4") -> Video:
        """All of it in one request; the video that it becomes."""
        assert self.begin(len(data), name).status == 201
        assert self.send(data, 0).status == 204
        return Video.objects.get(clave=self.key)

    @property
    def key(self) -> str:
        return self.address.rstrip("/").split("/")[-1]

    @property
    def subida(self) -> Subida:
        return Subida.objects.get(pk=self.key)


def checksum(data: bytes, algorithm: str = "sha1") -> str:
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"
