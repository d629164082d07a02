"""Signing in over HTTP, at the pages' door and at the administration's."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth import aauthenticate, authenticate
from django.http import HttpRequest

from dashboard.sign_in.address import address_of
from dashboard.sign_in.attempts import FOR_A_NAME, WINDOW_SECONDS, Attempt
from tests.dashboard.server.process import ServerProcess
from tests.dashboard.sign_in.caller import Reply, knock
from tests.stack.page import Page
from tests.stack.people import People
from tests.stack.redis import RedisProcess

DOORS = ["/entrar/", "/admin/login/"]
RIGHT, WRONG = "una contraseña muy larga", "otra"
LATER = {
    "es-mx": "Demasiados intentos de entrar. Vuelve a intentarlo dentro de 5 minutos.",
    "en": "Too many attempts to sign in. Try again in 5 minutes.",
}


@pytest.fixture
def name(people: People) -> str:
    """Somebody of the team, who may use both doors."""
    return str(people.new(password=RIGHT, is_staff=True).username)


@pytest.fixture
def shut(name: str) -> str:
    """The same person after as many attempts at 127.0.0.1 as there may be."""
    for _ in range(FOR_A_NAME):
        Attempt(name, "127.0.0.1").take()
    return name


@pytest.mark.parametrize("door", DOORS)
def test_the_right_password_opens_and_the_wrong_one_says_so(
    web: ServerProcess, name: str, door: str
) -> None:
    wrong = knock(web.port, door, name, WRONG)
    assert (wrong.status, wrong.headers["Retry-After"]) == (200, None)
    assert LATER["es-mx"] not in wrong.text
    assert knock(web.port, door, name, RIGHT).let_in


def test_who_guesses_is_told_when_to_try_again(web: ServerProcess, name: str) -> None:
    replies = [knock(web.port, "/entrar/", name, WRONG) for _ in range(FOR_A_NAME + 1)]
    assert [reply.status for reply in replies] == [200] * FOR_A_NAME + [429]
    assert LATER["es-mx"] in replies[-1].text
    assert 0 < int(replies[-1].headers["Retry-After"]) <= WINDOW_SECONDS


@pytest.mark.parametrize("language", LATER)
@pytest.mark.parametrize("door", DOORS)
def test_both_doors_are_shut_together_also_to_the_right_password(
    web: ServerProcess, shut: str, door: str, language: str
) -> None:
    reply = knock(web.port, door, shut, RIGHT, language=language)
    assert (reply.status, reply.let_in) == (429, False)
    assert LATER[language] in reply.text


def test_the_person_comes_in_elsewhere_while_somebody_guesses(
    web: ServerProcess, shut: str
) -> None:
    assert knock(web.port, "/entrar/", shut, RIGHT, address="127.0.0.2").let_in
    assert knock(web.port, "/entrar/", shut, RIGHT).status == 429


def test_a_hundred_guesses_at_once_are_no_more_than_five(web: ServerProcess, name: str) -> None:
    def guess(_: int) -> Reply:
        return knock(web.port, "/entrar/", name, WRONG)

    with ThreadPoolExecutor(20) as threads:
        statuses = [reply.status for reply in threads.map(guess, range(100))]
    assert statuses.count(200) == FOR_A_NAME
    assert statuses.count(429) == 100 - FOR_A_NAME


@pytest.mark.fault
def test_while_attempts_cannot_be_counted_nobody_comes_in_and_who_is_in_stays(
    web: ServerProcess, breakable_redis: RedisProcess, people: People, name: str
) -> None:
    with Page(f"http://127.0.0.1:{web.port}", people.sign_in()) as page:
        breakable_redis.kill()
        for door in DOORS:
            reply = knock(web.port, door, name, RIGHT)
            assert (reply.status, reply.let_in) == (503, False)
            assert "Ahora mismo nadie puede entrar" in reply.text
        breakable_redis.start()
        assert knock(web.port, "/entrar/", name, RIGHT).let_in
        assert page.code is None


async def test_code_that_signs_in_without_a_form_is_counted_too(
    people: People, redis_process: RedisProcess
) -> None:
    person = await sync_to_async(people.new)(password=RIGHT)
    request = HttpRequest()
    credentials = {"username": person.username, "password": RIGHT}
    assert await aauthenticate(request, **credentials) == person
    for _ in range(FOR_A_NAME):
        Attempt(person.username, address_of(request)).take()
    assert await aauthenticate(request, **credentials) is None
    assert await sync_to_async(authenticate)(request, **credentials) is None
