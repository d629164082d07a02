"""A signed-in person over plain HTTP: pages and commands, without a browser."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any

from tests.stack.people import Person


@dataclass(frozen=True)
class Answer:
    """Status and text."""

    status: int
    text: str


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Show redirects as they are."""


class Visitor:
    """Sends the session cookie, and the CSRF token that pages give."""

    def __init__(self, address: str, person: Person) -> None:
        self.address, self.person = address, person
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            _Stay, urllib.request.HTTPCookieProcessor(self._jar)
        )

    def get(self, path: str) -> Answer:
        """Fetch a page."""
        return self._open(urllib.request.Request(self.address + path))

    def post(self, path: str, **fields: str) -> Answer:
        """Give a command, as the form on the page does."""
        self.get("/")
        token = next(c.value for c in self._jar if c.name == "csrftoken") or ""
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return self._open(urllib.request.Request(self.address + path, data=data))

    def _open(self, request: urllib.request.Request) -> Answer:
        jar = [f"{cookie.name}={cookie.value}" for cookie in self._jar]
        request.add_header("Cookie", "; ".join([self.person.cookie, *jar]))
        request.add_header("Origin", self.address)
        try:
            with self._opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as answer:
            with answer:
                return Answer(answer.code, answer.read().decode(errors="replace"))
