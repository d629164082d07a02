"""Every page is in the list that all checks of pages work through: tests/pages/listed.py."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from dashboard.urls import urlpatterns
from tests.pages.listed import ALL, NO_PAGES, Listed, Who
from tests.pages.world import World
from tests.stack.people import People
from tests.stack.redis import RedisProcess

METHOD_NOT_ALLOWED = 405


def test_every_route_is_a_listed_page_or_a_command_or_a_file(people: People) -> None:
    browser = signed_in(people.new(is_staff=True, is_superuser=True))
    listed = {page.route for page in ALL}
    unknown = {
        route.name
        for route in routes()
        if route.name not in listed | NO_PAGES and not is_command(browser, route)
    }
    assert unknown == set(), "list them in tests/pages/listed.py"


def test_the_list_names_no_route_that_is_not_there() -> None:
    there = {route.name for route in routes()}
    assert {page.route for page in ALL} | NO_PAGES <= there


def test_every_listed_page_is_there_for_whom_it_is_for(
    people: People, redis_process: RedisProcess
) -> None:
    assert len({page.name for page in ALL}) == len(ALL)
    with World(people.sign_in(), people.sign_in(is_staff=True, is_superuser=True)) as world:
        world.make()
        for page in ALL:
            is_there(page, world)


def is_there(page: Listed, world: World) -> None:
    """For its readers and for nobody else."""
    reader, path = page.reader(world), page.path(world)
    answer = signed_in(reader and reader.user).get(path)
    assert answer.status_code == 200, page.name
    if page.who is Who.TEAM and page.route != "tareas":
        assert signed_in(world.person.user).get(path).status_code == 404, page.name
    if page.who is not Who.ANYBODY:
        assert signed_in(None).get(path).status_code == 302, page.name


def routes(patterns: Iterable[Any] = urlpatterns) -> Iterator[URLPattern]:
    """Those of dashboard/urls.py, with what it includes; without the operations of the HTTP API,
    which its document lists (tests/dashboard/api/http/test_document.py)."""
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns if one.namespace != "api" else ())
        else:
            yield one


def is_command(browser: Client, route: URLPattern) -> bool:
    """It refuses to be looked at, before it asks what it is about."""
    return browser.get(somewhere(route)).status_code == METHOD_NOT_ALLOWED


def somewhere(route: URLPattern) -> str:
    values: dict[str, Any] = {
        name: 1
        if isinstance(converter, IntConverter)
        else uuid.uuid4()
        if isinstance(converter, UUIDConverter)
        else "x"
        for name, converter in route.pattern.converters.items()
    }
    return reverse(str(route.name), kwargs=values)


def signed_in(user: Any) -> Client:
    browser = Client()
    if user is not None:
        browser.force_login(user)
    return browser
