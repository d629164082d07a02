"""How commands answer: to the page's own code with a status and a sentence, to a plain form with
a redirect and a message."""

import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url


def by_script(request: HttpRequest) -> bool:
    """Whether the page's own code asks."""
    return request.headers.get("X-Requested-With") == "fetch"


def done(
    request: HttpRequest, to: str, *args: Any, sentence: str = "", go: bool = False
) -> HttpResponse:
    """It was done; the socket shows it. With `go`, the page's code goes there as well."""
    if by_script(request):
        answer = HttpResponse(
            sentence, status=200 if sentence else 204, content_type="text/plain; charset=utf-8"
        )
        if go:
            answer["Location"] = resolve_url(to, *args)
        return answer
    if sentence:
        messages.success(request, sentence)
    return redirect(to, *args)


def refused(request: HttpRequest, sentence: str, to: str, *args: Any) -> HttpResponse:
    """It can't be done as things stand."""
    if by_script(request):
        return HttpResponse(sentence, status=409, content_type="text/plain; charset=utf-8")
    messages.error(request, sentence)
    return redirect(to, *args)


def page(view: str, **context: Any) -> dict[str, Any]:
    """The context of a live page: which view its socket asks for, and as of when it was made."""
    return {"view": view, "at_ms": int(time.time() * 1000), **context}
