"""Only what is yours, and only while you may: sockets of several people on one server."""

import json
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import Cause
from tests.scripts.waiting import until
from tests.stack.page import Page
from tests.stack.people import People, Person
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor

SIGN_IN, FORBIDDEN, TOO_SLOW = 4401, 4403, 4408
# Each brings the whole page of its run: many MB together, more than any kernel buffers.
MANY_MILESTONES = 120
# As promised (docs/live-protocol.md).
SOON_SECONDS = 5.0


def ask(owner: object = None, title: str = "Playa") -> TaskRun:
    """A run that no worker takes."""
    return launch("procesar_video", 0, owner=owner, title=title, queue=f"nobody-{uuid.uuid4()}")


def around(page: Page) -> list[str]:
    """What a page was told about whatever run."""
    return [frame["run"] for frame in page.told("ms")]


def test_two_people_hear_each_their_own_and_the_team_hears_both(
    stack: Stack, people: People
) -> None:
    ana, luis, eva = people.sign_in(), people.sign_in(), people.sign_in(is_staff=True)
    with (
        Page(stack.address, ana) as hers,
        Page(stack.address, luis) as his,
        Page(stack.address, eva) as team,
    ):
        runs = [ask(ana.user), ask(luis.user), ask(ana.user), ask()]
        for run in runs:
            team.hears(run.pk, "run.queued")
        hers.hears(runs[2].pk, "run.queued")
        his.hears(runs[1].pk, "run.queued")
        record.request_cancel(runs[2].pk)
        hers.hears_end(runs[2].pk)
        team.hears_end(runs[2].pk)
    assert {*around(hers)} == {str(runs[0].pk), str(runs[2].pk)}
    assert {*around(his)} == {str(runs[1].pk)}
    assert not his.ticks(runs[0].pk)


def test_somebody_elses_run_and_one_that_never_was_answer_alike(
    stack: Stack, people: People
) -> None:
    ana, luis = people.sign_in(), people.sign_in()
    foreign, nobodys = str(ask(ana.user).pk), str(uuid.uuid4())
    teller().drain()

    def answered(run: str) -> str:
        with Page(stack.address, luis, "tarea", run=run) as page:
            page.have = {run: ["", 0, 0]}
            page.close()
            page.open()
            record.phase(run, 0, TaskRun.objects.get(pk=foreign).how_far)
            told = [f for f in page.frames if f["t"] not in {"hello", "live", "beat"}]
            return json.dumps(told).replace(run, "RUN")

    assert answered(foreign) == answered(nobodys)
    assert "Playa" not in answered(foreign)


def test_a_list_that_claims_to_have_somebody_elses_run_is_told_that_it_is_gone(
    stack: Stack, people: People
) -> None:
    ana, luis = people.sign_in(), people.sign_in()
    foreign = ask(ana.user)
    page = Page(stack.address, luis)
    page.have = {str(foreign.pk): ["", 0, 1]}
    with page:
        assert [frame["run"] for frame in page.told("gone")] == [str(foreign.pk)]
        record.request_cancel(foreign.pk)
        mine = ask(luis.user)
        page.hears(mine.pk, "run.queued")
    assert page.milestones(foreign.pk) == []


def test_who_signs_out_is_cut_off_soon(stack: Stack, person: Person) -> None:
    with Page(stack.address, person) as page:
        Visitor(stack.address, person).post("/salir/")
        assert page.closed(SOON_SECONDS) == SIGN_IN


Change = Callable[[Person], object]


def deactivate(person: Person) -> None:
    person.user.is_active = False
    person.user.save()


def change_password(person: Person) -> None:
    person.user.set_password("otra contraseña muy larga")
    person.user.save()


@pytest.mark.parametrize(
    "change", [deactivate, change_password, lambda person: person.user.delete()]
)
def test_who_loses_the_account_or_its_password_is_cut_off_soon(
    stack: Stack, person: Person, change: Change
) -> None:
    with Page(stack.address, person) as page:
        change(person)
        assert page.closed(SOON_SECONDS) == SIGN_IN


def test_who_leaves_the_team_is_cut_off_soon_and_comes_back_as_a_person(
    stack: Stack, people: People
) -> None:
    eva = people.sign_in(is_staff=True)
    with Page(stack.address, eva) as page:
        eva.user.is_staff = False
        eva.user.save()
        assert page.closed(SOON_SECONDS) == FORBIDDEN
    foreign = ask(people.new())
    mine = ask(eva.user)
    page.have = {}
    with page.open():
        page.hears(mine.pk, "run.queued")
    assert page.milestones(foreign.pk) == []


def test_who_signs_out_on_one_device_stays_on_the_other(
    stack: Stack, people: People, person: Person
) -> None:
    with Page(stack.address, person) as page, Page(stack.address, people.again(person.user)) as two:
        Visitor(stack.address, person).post("/salir/")
        assert page.closed(SOON_SECONDS) == SIGN_IN
        run = ask(person.user)
        two.hears(run.pk, "run.queued")


@pytest.mark.parametrize(
    ("cookie", "origin", "code"),
    [
        ("sessionid=nobody", None, SIGN_IN),
        ("", None, SIGN_IN),
        (None, "https://evil.example", FORBIDDEN),
        (None, "null", FORBIDDEN),
        (None, "", FORBIDDEN),
    ],
    ids=["a session that is none", "no session", "another site", "a file", "no origin"],
)
def test_who_may_not_open_a_socket_is_told_why(
    stack: Stack, person: Person, cookie: str | None, origin: str | None, code: int
) -> None:
    page = Page(stack.address, person)
    headers = {"Cookie": cookie, "Origin": origin}
    page.connect(headers={name: value for name, value in headers.items() if value is not None})
    assert page.closed() == code
    assert page.frames == []
    page.close()


NONSENSE: list[str | bytes] = [
    "",
    "not json",
    "[]",
    "null",
    "7",
    "{}",
    '{"t": "subscribe"}',
    '{"t": ["hello"]}',
    '{"t": "hello"}',
    b"\x00\xff\xfe",
    "[" * 5000,
]
HELLOS: list[dict[str, object]] = [
    {"view": "cocina"},
    {"view": "tarea"},
    {"view": "tarea", "run": "1 OR 1=1"},
    {"view": "video", "video": "../../etc/passwd"},
    {"view": "tareas", "have": ["a"]},
    {"view": "tareas", "have": {"not a run": ["", 0, 0]}},
    {"view": "tareas", "have": {str(uuid.uuid4()): []}},
    {"view": "tareas", "have": {str(uuid.uuid4()): ["", 0, 1e400]}},
    {"view": "video", "video": "9" * 5000},
]
ODD_HELLOS: list[dict[str, object]] = [
    {"view": "video", "video": 10**40},
    {"view": "video", "video": -1},
    {"view": "tareas", "have": {str(uuid.uuid4()): ["", 0, 10**40]}},
    {"view": "tareas", "have": {str(uuid.uuid4()): ["", 0, -5]}},
    {"view": "tareas", "at": "yesterday"},
    {"view": "tareas", "at": 1e300},
    {"view": "tareas", "at": -1e15},
    {"view": "tareas", "lang": "../../de"},
    {"view": "tareas", "lang": None, "query": {"estado": ["x"]}, "more": 1},
]


@pytest.mark.parametrize("data", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_answered_and_ends_nothing(
    stack: Stack, person: Person, data: str | bytes
) -> None:
    with Page(stack.address, person) as page:
        page.send(data)
        until(lambda: page.told("error"))
        run = ask(person.user)
        page.hears(run.pk, "run.queued")
        assert page.code is None


@pytest.mark.parametrize("hello", HELLOS, ids=range(len(HELLOS)))
def test_a_hello_that_makes_no_sense_is_answered_and_a_good_one_still_counts(
    stack: Stack, person: Person, hello: dict[str, object]
) -> None:
    page = Page(stack.address, person)
    page.connect()
    page.say(t="hello", v=1, **hello)
    until(lambda: page.told("error"))
    page.say(t="hello", v=1, view="tareas")
    until(lambda: page.told("live"))
    page.close()


@pytest.mark.parametrize("hello", ODD_HELLOS, ids=range(len(ODD_HELLOS)))
def test_an_odd_hello_is_served_as_far_as_it_makes_sense(
    stack: Stack, person: Person, hello: dict[str, object]
) -> None:
    page = Page(stack.address, person)
    page.connect()
    page.say(t="hello", v=1, **hello)
    until(lambda: page.told("live"))
    page.close()


def test_a_frame_beyond_every_bound_ends_only_its_own_socket(
    stack: Stack, people: People, person: Person
) -> None:
    with Page(stack.address, person) as other, Page(stack.address, people.sign_in()) as page:
        page.send("x" * 200_000)
        page.closed()
        run = ask(person.user)
        other.hears(run.pk, "run.queued")


@pytest.mark.slow
@pytest.mark.fault
def test_a_reader_who_does_not_read_is_closed_and_nobody_else_notices(
    stack: Stack, people: People, person: Person
) -> None:
    stack.restart("web", SERVER_STALL_SECONDS="2")
    run = ask(person.user)
    deaf = Page(stack.address, people.again(person.user), "tarea", run=str(run.pk))
    deaf.open()
    deaf.ignore()
    with Page(stack.address, person) as page:
        claimed = record.claim(run.pk, "w")
        assert claimed is not None
        TaskRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() + timedelta(hours=1))
        for _ in range(MANY_MILESTONES - 2):
            record.phase(run.pk, 1, claimed.how_far)
        until(lambda: stack["web"].says("reads too slowly"), 60)
        deaf.listen()
        assert deaf.closed(30) == TOO_SLOW
        until(lambda: page.have[str(run.pk)][2] == MANY_MILESTONES, 60)
        assert [n for n, _ in page.milestones(run.pk)] == list(range(1, MANY_MILESTONES + 1))
        assert page.code is None
    with deaf.open():
        assert deaf.have[str(run.pk)][2] == MANY_MILESTONES
    record.fail(run.pk, 1, Cause.ERROR, "error")
