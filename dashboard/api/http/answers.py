"""What operations have in common: an answer of a documented shape, a deed that a key does once."""

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from pydantic import WithJsonSchema

from dashboard.api.http.bearer import caller_of
from dashboard.api.once import Deed, once

# Stands in ninja's document where `document` puts a reference.
MARK = "x-shape"
KEY = "Idempotency-Key"
AGAIN = "Idempotent-Replayed"


def shape(name: str) -> Any:
    """The type of an answer that is one of `shapes`, by name: JSON as it is, so documented."""
    return Annotated[dict[str, Any], WithJsonSchema({MARK: name})]


def answered(body: Any, status: int = 200, *, again: bool = False, location: str = "") -> Any:
    """JSON."""
    answer = HttpResponse(json.dumps(body), status=status, content_type="application/json")
    if again:
        answer[AGAIN] = "true"
    if location:
        answer["Location"] = location
    return answer


def did(request: HttpRequest, do: Callable[[], Deed], asked: Any = None) -> HttpResponse:
    """Have it done, once for each key; `asked` is what makes two requests the same, other than
    their address and their body."""
    key = request.headers.get(KEY, "")
    if asked is None:
        asked = hashlib.sha256(request.body).hexdigest()
    deed = once(caller_of(request), key, [request.method, request.path, asked], do)
    return answered(deed.body, deed.status, again=deed.again)
