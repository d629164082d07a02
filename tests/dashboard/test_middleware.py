"""Middleware of ours serves synchronous and asynchronous chains alike."""

from typing import Any

import pytest
from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dashboard.middleware import POLICY, ContentSecurityPolicy, EitherWay, ViewerZone


class Traveller:
    """Somebody with a zone of their own."""

    zona_horaria = "Asia/Tokyo"


def request() -> HttpRequest:
    made = HttpRequest()

    async def auser() -> Any:
        return Traveller()

    made.user, made.auser = Traveller(), auser  # type: ignore[assignment]
    return made


def zone(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(timezone.get_current_timezone_name())


async def zone_later(request: HttpRequest) -> HttpResponse:
    return zone(request)


async def served(kind: type[EitherWay], view: Any) -> HttpResponse:
    """What the middleware makes of a view of either kind; it must itself be of that kind."""
    middleware = kind(view)
    assert iscoroutinefunction(middleware) == iscoroutinefunction(view)
    answer: Any = middleware(request())
    return await answer if iscoroutinefunction(view) else answer


@pytest.mark.parametrize("view", [zone, zone_later], ids=["synchronous", "asynchronous"])
async def test_each_answer_bears_the_policy_and_one_of_its_own_is_left_alone(view: Any) -> None:
    assert (await served(ContentSecurityPolicy, view))["Content-Security-Policy"] == POLICY

    def own(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'self'"})

    assert (await served(ContentSecurityPolicy, own))[
        "Content-Security-Policy"
    ] == "default-src 'self'"


@pytest.mark.parametrize("view", [zone, zone_later], ids=["synchronous", "asynchronous"])
async def test_a_view_runs_in_the_zone_of_its_viewer_and_nothing_after_it_does(view: Any) -> None:
    before = timezone.get_current_timezone_name()
    assert (await served(ViewerZone, view)).content == b"Asia/Tokyo"
    assert timezone.get_current_timezone_name() == before != "Asia/Tokyo"
