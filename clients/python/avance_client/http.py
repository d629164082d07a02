"""Requests of the HTTP API, over the standard library. What may be asked again safely is."""

import json
import random
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPException, HTTPResponse
from typing import Any, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from avance_client.errors import PASSING, ApiError, NetworkError, NotAvance, api_error, code_of
from avance_client.version import VERSION

API = "/api/v1"
TRIES = 4
PIECE_BYTES = 64 * 2**10
BODILESS = frozenset({204, 304})
ANSWER_SECONDS = 60.0


class _Stay(HTTPRedirectHandler):
    """A redirect could lead to a place that must not see the token, and the API makes none."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Http:
    """Asks one server with one token."""

    def __init__(self, url: str, token: str, language: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise NotAvance(f"“{url}” is no address: it begins with https:// or http://.")
        self.url = url.rstrip("/")
        self._opener = build_opener(_Stay)
        self._headers = {"User-Agent": f"avance-client/{VERSION}"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        if language:
            self._headers["Accept-Language"] = language

    def get(self, path: str, **asked: Any) -> Any:
        """What is there, as JSON."""
        known = {name: value for name, value in asked.items() if value not in (None, "")}
        return self._again("GET", f"{path}?{urlencode(known)}" if known else path)

    def post(self, path: str, body: Any, key: str) -> Any:
        """What was done, as JSON. With the same `key` it is done once, however often asked."""
        return self._again("POST", path, json.dumps(body).encode(), {"Idempotency-Key": key})

    def open(
        self,
        method: str,
        address: str,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> HTTPResponse:
        """One request, once, to a path of the API or an address of this server. Whoever calls
        closes what is given back. Raises ApiError, NetworkError or NotAvance."""
        target = self.url + API + address if not address.startswith("http") else address
        if urlsplit(target)[:2] != urlsplit(self.url)[:2]:
            raise NotAvance(f"{target} is on another server, which must not see the token.")
        request = Request(target, data, {**self._headers, **(headers or {})}, method=method)
        try:
            answer = cast("HTTPResponse", self._opener.open(request, timeout=ANSWER_SECONDS))
        except HTTPError as no:
            with no:
                raise refusal(no) from None
        except (URLError, HTTPException, OSError) as problem:
            reason = getattr(problem, "reason", problem)
            raise NetworkError(f"{self.url}: {reason}") from problem
        if not has_whole_head(answer):
            answer.close()
            raise NetworkError(f"{self.url}: the connection broke")
        return answer

    def absolute(self, address: str) -> str:
        """An address that the server gave, which may be a path."""
        return urljoin(self.url + "/", address)

    def _again(
        self,
        method: str,
        path: str,
        data: bytes | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> Any:
        headers = {"Accept": "application/json", **(extra or {})}
        if data is not None:
            headers["Content-Type"] = "application/json"
        for tried in range(1, TRIES + 1):
            try:
                with self.open(method, path, data, headers) as answer:
                    return read_json(answer)
            except (NetworkError, *PASSING) as problem:
                if tried == TRIES:
                    raise
                time.sleep(pause(tried, problem))
        raise AssertionError  # never: the last try returns or raises


def has_whole_head(answer: HTTPResponse) -> bool:
    """Whether it may be one that did not break off: `http.client` takes half a head for a whole
    one, and then what follows for whole too."""
    said = {"Content-Length", "Transfer-Encoding", "Upload-Offset"}
    return answer.status in BODILESS or any(name in answer.headers for name in said)


def pause(tried: int, problem: Exception) -> float:
    """Seconds before another try: growing, by chance, and as long as the server asks for."""
    least = problem.retry_after if isinstance(problem, ApiError) else 0.0
    return min(least + 0.25 * 2.0**tried * random.uniform(0.5, 1.0), 60.0)


def pieces(answer: HTTPResponse) -> Iterator[bytes]:
    """The body, bit by bit. Raises NetworkError where it breaks off."""
    try:
        while piece := answer.read(PIECE_BYTES):
            yield piece
    except (HTTPException, OSError) as problem:
        raise NetworkError(f"The connection broke: {problem!r}") from problem
    if answer.length:  # read in pieces, it says nothing of those that never came
        raise NetworkError("The connection broke in the middle of an answer.")


def read_json(answer: HTTPResponse) -> Any:
    """The body."""
    text = b"".join(pieces(answer))
    try:
        return json.loads(text)
    except ValueError:
        if not text or "json" in answer.headers.get("Content-Type", ""):
            raise NetworkError("The connection broke in the middle of an answer.") from None
        raise NotAvance("The answer is no JSON: is this the address of an Avance?") from None


def refusal(answer: HTTPError) -> ApiError | NotAvance:
    """Problem details (RFC 9457), or the plain sentence that uploads are refused with."""
    text = answer.read(65536).decode(errors="replace")
    facts: dict[str, Any] = {}
    try:
        said = json.loads(text)
        facts = said if isinstance(said, dict) else {}
    except ValueError:
        facts = {"detail": text if "text/plain" in answer.headers.get("Content-Type", "") else ""}
    if 300 <= answer.code < 400:
        return NotAvance("The server sends elsewhere: is the address right, https included?")
    if "retry_after" not in facts and answer.headers.get("Retry-After", "").isdigit():
        facts["retry_after"] = answer.headers["Retry-After"]
    sentence = str(facts.get("detail") or facts.get("title") or f"HTTP {answer.code}")
    return api_error(str(facts.get("code") or code_of(answer.code)), sentence, answer.code, facts)
