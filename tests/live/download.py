"""A file over HTTP, as a browser asks for it."""

import http.client
from dataclasses import dataclass
from http.client import HTTPMessage

from tests.stack.people import Person
from tests.stack.stack import Stack


@dataclass(frozen=True)
class Download:
    """What came."""

    status: int
    headers: HTTPMessage
    body: bytes


def download(stack: Stack, person: Person | None, path: str, **headers: str) -> Download:
    """Ask for `path`, signed in as `person` or not at all."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=30)
    cookie = {"Cookie": person.cookie} if person else {}
    try:
        connection.request("GET", path, headers=cookie | headers)
        answer = connection.getresponse()
        return Download(answer.status, answer.headers, answer.read())
    finally:
        connection.close()
