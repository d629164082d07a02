"""Programs get only what is theirs, and only while they may."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proyecto.dominio import compartir
from proyecto.dominio.models import EnlaceCompartido
from proyecto.progress import record
from proyecto.progress.models import AccessToken
from proyecto.progress.teller import teller
from proyecto.progress.tokens import Scope, make_token, revoke_token
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, begun
from tests.live.api.conftest import token_of
from tests.stack.people import People, Person
from tests.stack.program import Program
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor

BAD_SUBPROTOCOL, SIGN_IN, FORBIDDEN, TOO_MANY = 4400, 4401, 4403, 4429
# As promised (docs/live-protocol.md).
SOON_SECONDS = 5.0


def closes(program: Program, **handshake: Any) -> int:
    program.connect(**handshake)
    try:
        return program.closed()
    finally:
        program.close()


@pytest.mark.parametrize("token", ["", "avance_nothing", "nothing", "avance_" + "x" * 5000])
def test_whoever_says_nothing_or_nonsense_of_who_they_are_is_told_to_sign_in(
    stack: Stack, token: str
) -> None:
    assert closes(Program(stack.address, token)) == SIGN_IN


def test_another_subprotocol_is_refused_and_none_is_taken(program: Program) -> None:
    assert closes(program, subprotocols=["graphql-ws"]) == BAD_SUBPROTOCOL
    program.open(subprotocols=[])
    assert program.subprotocol is None
    program.close()


def test_a_browser_brings_its_token_as_a_subprotocol_and_it_is_not_said_back(
    program: Program,
) -> None:
    offered = ["avance.v1", f"avance.bearer.{program.token}"]
    program.open(headers={"Origin": "https://elsewhere.example"}, subprotocols=offered)
    assert program.subprotocol == "avance.v1"
    program.close()


def test_a_session_opens_it_from_our_own_pages_only(stack: Stack, person: Person) -> None:
    program = Program(stack.address)
    cookie = {"Cookie": person.cookie}
    program.open(headers={**cookie, "Origin": stack.address})
    assert program.told("welcome")[0]["who"] == person.user.username
    program.close()
    for origin in ({"Origin": "https://elsewhere.example"}, {}):
        assert closes(Program(stack.address), headers={**cookie, **origin}) == FORBIDDEN


def test_foreign_and_unknown_runs_answer_alike(
    program: Program, people: People, person: Person
) -> None:
    foreign, nobodys = ask(people.new(), title="Secreto"), uuid.uuid4()
    mine = ask(person.user)
    with program:
        answers = [
            [program.ask(op, run=str(run)) for op in ("cancel", "retry", "subscribe")]
            for run in (foreign.pk, nobodys)
        ]
        for answer in (one for each in answers for one in each):
            assert answer.pop("id")
        assert answers[0] == answers[1]
        assert {one["code"] for one in answers[0]} == {"not_found"}
        both = program.ask("subscribe", runs=[str(mine.pk), str(foreign.pk)])
        assert both["code"] == "not_found"
        seen = len(program.frames)
        record.request_cancel(foreign.pk)
        record.request_cancel(mine.pk)
        program.follow(to="mine")
        told = program.frames[seen:]
    assert str(foreign.pk) not in str(told)
    assert "Secreto" not in str(program.frames)


def test_what_a_token_lacks_is_named_and_nothing_is_done(stack: Stack, person: Person) -> None:
    run = ask(person.user)
    with Program(stack.address, token_of(person.user, Scope.READ)) as reader:
        refused = reader.ask("cancel", run=str(run.pk))
        assert refused["code"] == "forbidden"
        assert "write" in refused["message"]
        assert reader.ask("start", task="crear_muestra", key="k")["code"] == "forbidden"
    with Program(stack.address, token_of(person.user, Scope.WRITE)) as writer:
        assert writer.ask("subscribe", run=str(run.pk))["code"] == "forbidden"
        assert writer.ask("subscribe", to="mine")["code"] == "forbidden"
        assert writer.ask("list")["code"] == "forbidden"
    run.refresh_from_db()
    assert run.state == "PENDING"


Change = Callable[[AccessToken, Person], object]


def revoke(token: AccessToken, _person: Person) -> None:
    revoke_token(token)


def expire(token: AccessToken, _person: Person) -> None:
    past = timezone.now() - timedelta(seconds=1)
    AccessToken.objects.filter(pk=token.pk).update(expires_at=past)


def close_account(_token: AccessToken, person: Person) -> None:
    type(person.user).objects.filter(pk=person.user.pk).update(is_active=False)


def delete_account(_token: AccessToken, person: Person) -> None:
    person.user.delete()


def leave_team(_token: AccessToken, person: Person) -> None:
    type(person.user).objects.filter(pk=person.user.pk).update(is_staff=False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (revoke, SIGN_IN),
        (expire, SIGN_IN),
        (close_account, SIGN_IN),
        (delete_account, SIGN_IN),
        (leave_team, FORBIDDEN),
    ],
)
def test_a_right_that_is_lost_cuts_the_socket_soon_and_does_not_open_again(
    stack: Stack, people: People, change: Change, code: int
) -> None:
    eva = people.sign_in(is_staff=True)
    token, text = make_token(eva.user, "prueba", [Scope.READ, Scope.STAFF])
    program = Program(stack.address, text)
    with program:
        program.follow(to="staff")
        change(token, eva)
        assert program.closed(SOON_SECONDS) == code
    if code == SIGN_IN:
        assert closes(Program(stack.address, text)) == SIGN_IN
    else:
        with program:
            assert program.ask("subscribe", to="staff")["code"] == "forbidden"


def test_a_token_that_did_not_reach_for_the_team_outlives_its_owners_leaving_it(
    stack: Stack, people: People
) -> None:
    eva = people.sign_in(is_staff=True)
    staff, plain = token_of(eva.user, *Scope), token_of(eva.user, Scope.READ)
    with Program(stack.address, staff) as one, Program(stack.address, plain) as other:
        leave_team(AccessToken(), eva)
        assert one.closed(SOON_SECONDS) == FORBIDDEN
        assert other.does("ping")


def test_signing_out_cuts_the_socket_of_that_session(stack: Stack, person: Person) -> None:
    program = Program(stack.address)
    program.open(headers={"Cookie": person.cookie, "Origin": stack.address})
    Visitor(stack.address, person).post("/salir/")
    assert program.closed(SOON_SECONDS) == SIGN_IN
    program.close()


def test_who_has_a_link_follows_that_run_by_another_name_and_can_do_nothing(
    stack: Stack, person: Person
) -> None:
    run, other = ask(person.user), ask(person.user, title="Secreto")
    link, token = compartir.share(run, person.user, "dia")
    with Program(stack.address, token) as guest:
        alias = guest.told("welcome")[0]["run"]
        guest.follow(run=alias)
        for op, fields in (
            ("subscribe", {"run": str(run.pk)}),
            ("subscribe", {"run": str(other.pk)}),
            ("subscribe", {"to": "mine"}),
            ("list", {}),
            ("cancel", {"run": alias}),
            ("retry", {"run": alias}),
        ):
            assert guest.ask(op, **fields)["code"] in {"forbidden", "not_found"}
        record.fail(run.pk, begun(run).attempt, Cause.REJECTED, "not_media", {"name": "Secreto"})
        assert guest.hears_end(alias) == "run.failed"
        told = str(guest.frames)
        for secret in (str(run.pk), str(other.pk), "Secreto", "not_media", person.user.username):
            assert secret not in told
        EnlaceCompartido.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
        assert guest.closed(SOON_SECONDS) == FORBIDDEN
    assert closes(guest) == SIGN_IN


def test_a_token_has_so_many_sockets_and_no_more(stack: Stack, people: People) -> None:
    text = token_of(people.new())
    teller().drain()
    stack.restart("web", API_SOCKETS_PER_TOKEN="2")
    with Program(stack.address, text), Program(stack.address, text):
        assert closes(Program(stack.address, text)) == TOO_MANY
    with Program(stack.address, text) as again:
        assert again.does("ping")
