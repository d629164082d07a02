"""A shared run over the socket: for who has the link, as long as it lives, and nothing besides."""

import json
from typing import Any

import pytest

from proyecto.dominio import compartir
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from tests.dashboard.runs import ask, begun
from tests.scripts.waiting import until
from tests.stack.page import Page
from tests.stack.people import People, Person
from tests.stack.stack import Stack

SIGN_IN, FORBIDDEN, TOO_MANY = 4401, 4403, 4429
SOON_SECONDS = 5.0
NOBODY = Person(None, "")


def guest(stack: Stack, token: str, person: Person = NOBODY) -> Page:
    return Page(stack.address, person, "compartida", enlace=token)


def share(run: TaskRun, by: Any) -> tuple[int, str]:
    link, token = compartir.share(run, by, "dia")
    return link.pk, token


def test_who_has_the_link_follows_the_run_to_its_end_and_hears_of_no_other(
    stack: Stack, person: Person
) -> None:
    run, other = begun(ask(person.user)), ask(person.user, title="Secreto")
    _link, token = share(run, person.user)
    with guest(stack, token) as page:
        record.phase(run.pk, run.attempt, run.how_far)
        record.request_cancel(other.pk)
        record.succeed(run.pk, run.attempt, {}, run.how_far)
        until(lambda: "run.succeeded" in {frame["type"] for frame in page.told("ms")})
        told = json.dumps(page.frames)
        assert len({frame["run"] for frame in page.told("ms")}) == 1
        for secret in (str(run.pk), str(other.pk), "Secreto", person.user.username):
            assert secret not in told
        assert {frame["t"] for frame in page.frames} <= {"hello", "ms", "tick", "live", "beat"}


@pytest.mark.parametrize("signed_in", [False, True])
def test_who_looks_is_cut_off_soon_when_the_link_is_revoked_signed_in_or_not(
    stack: Stack, people: People, person: Person, signed_in: bool
) -> None:
    run = begun(ask(person.user))
    (first, token), (_second, other) = share(run, person.user), share(run, person.user)
    looker = people.sign_in() if signed_in else NOBODY
    with guest(stack, token, looker) as page, guest(stack, other, looker) as stays:
        compartir.revoke(first)
        assert page.closed(SOON_SECONDS) == FORBIDDEN
        record.phase(run.pk, run.attempt, run.how_far)
        until(lambda: "run.phase" in {frame["type"] for frame in stays.told("ms")})
    assert refused(stack, token) == FORBIDDEN


def refused(stack: Stack, token: str) -> int:
    page = guest(stack, token)
    page.connect()
    page.say(t="hello", v=1, view="compartida", enlace=token)
    code = page.closed(SOON_SECONDS)
    assert page.frames == []
    page.close()
    return code


@pytest.mark.parametrize("token", ["", "x" * 32, "x" * 5000, None])
def test_a_token_that_opens_nothing_is_told_so_by_its_code(stack: Stack, token: Any) -> None:
    assert refused(stack, token) == FORBIDDEN


def test_without_an_account_there_is_nothing_but_what_a_link_opens(stack: Stack) -> None:
    page = guest(stack, "")
    page.connect()
    page.say(t="hello", v=1, view="tareas")
    assert page.closed() == SIGN_IN
    page.close()


@pytest.mark.slow
def test_of_one_address_so_many_are_let_in_and_the_others_told_to_come_later(
    stack: Stack, person: Person
) -> None:
    stack.restart("web", SHARED_SOCKETS_PER_ADDRESS="2")
    run = begun(ask(person.user))
    _link, token = share(run, person.user)
    with guest(stack, token), guest(stack, token):
        late = guest(stack, token)
        late.connect()
        assert late.closed(SOON_SECONDS) == TOO_MANY
        late.close()
    with guest(stack, token), Page(stack.address, person) as page:
        assert page.code is None
