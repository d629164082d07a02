"""Somebody at the door: a browser without a session, at an address of the test's choice."""

import http.client
import re
import urllib.parse
from dataclasses import dataclass
from http.cookies import SimpleCookie


@dataclass(frozen=True)
class Reply:
    """What the door said."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def let_in(self) -> bool:
        """Whether there is a session now."""
        return self.status == 302 and "sessionid=" in str(self.headers)


def knock(
    port: int,
    door: str,
    name: str,
    password: str,
    address: str = "127.0.0.1",
    language: str = "es-mx",
) -> Reply:
    """Fetch the form and send it, from any address of this machine (127.0.0.0/8)."""
    form = _ask(port, "GET", door, address)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
    assert token, form.text
    cookies = SimpleCookie(form.headers["Set-Cookie"])
    fields = {"username": name, "password": password, "csrfmiddlewaretoken": token[1]}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={cookies['csrftoken'].value}",
        "Accept-Language": language,
    }
    return _ask(port, "POST", door, address, urllib.parse.urlencode(fields), headers)


def _ask(
    port: int,
    method: str,
    path: str,
    address: str,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> Reply:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60, source_address=(address, 0))
    try:
        client.request(method, path, body, headers or {})
        answer = client.getresponse()
        return Reply(answer.status, answer.headers, answer.read().decode())
    finally:
        client.close()
