"""A guest's socket: one run, under another name, and nothing that was not named for guests."""

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from dashboard.access import groups_of, runs_visible_to
from dashboard.catchup import catch_up
from dashboard.fragments import Look
from dashboard.guests import Door, Guest, GuestSubscriber, Passage, guest_of
from dashboard.outbox import Outbox
from dashboard.rights import FORBIDDEN, lost
from dashboard.subscriber import frame_of
from proyecto.dominio import compartir
from proyecto.progress import record
from proyecto.progress.events import Position
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask

LOOK = Look("compartida", "es-mx", "UTC", False)


def guest(run: TaskRun, by: Any) -> Guest:
    _link, token = compartir.share(run, by, "dia")
    found = guest_of(token)
    assert found is not None
    return found


class Far:
    """The far end of a socket."""

    def __init__(self, of: Guest) -> None:
        self.got: list[str] = []

        async def send(text: str) -> None:
            self.got.append(text)

        self.outbox = Outbox(send)
        self.socket = GuestSubscriber(
            of,
            user_id=of.pk,
            session_key="",
            groups=frozenset(groups_of(of)),
            look=LOOK,
            outbox=self.outbox,
            since=timezone.now(),
            close=lambda _code: None,
            run=of.run_id,
        )
        self.socket.caught_up(frame_of("live", at=1))

    def waiting(self) -> list[str]:
        return list(self.outbox._frames)


def test_a_guest_sees_one_run_and_hears_its_owners_group(run: TaskRun, ana: Any) -> None:
    one, other = guest(run, ana), ask(ana)
    assert [row.pk for row in runs_visible_to(one)] == [run.pk]
    assert groups_of(one) == groups_of(ana)
    far = Far(one)
    assert far.socket.wants(str(run.pk), "")
    assert not far.socket.wants(str(other.pk), run.subject)
    foreign = frame_of("ms", run=str(other.pk))
    far.socket.milestone(str(other.pk), Position("e", 1, 1), foreign, other.live())
    far.socket.ticks({str(other.pk): "[]"})
    assert far.waiting() == [frame_of("live", at=1)]


def test_a_guest_is_told_what_is_named_for_guests_under_an_alias(run: TaskRun, ana: Any) -> None:
    one = guest(run, ana)
    far = Far(one)
    for kind in ("counts", "aside", "log", "notices", "of a later release"):
        far.socket.put(json.dumps({"t": kind, "run": one.run_id}, separators=(",", ":")))
    far.socket.put(frame_of("beat", at=1))
    told = frame_of("ms", run=one.run_id)
    far.socket.milestone(one.run_id, Position("e", 3, 3), told, run.live())
    assert [json.loads(text)["t"] for text in far.waiting()] == ["live", "beat", "ms"]
    assert json.loads(far.waiting()[-1])["run"] == one.alias
    assert one.run_id not in "".join(far.waiting())


def test_the_alias_is_the_same_at_each_visit_and_another_for_each_link(
    run: TaskRun, ana: Any
) -> None:
    _link, token = compartir.share(run, ana, "dia")
    first, again = guest_of(token), guest_of(token)
    assert first == again
    assert first is not None
    assert len({first.alias, guest(run, ana).alias, str(run.pk)}) == 3


def test_what_a_guest_catches_up_with_says_nothing_of_why(run: TaskRun, ana: Any) -> None:
    one = guest(run, ana)
    record.fail(run.pk, run.attempt, Cause.ERROR, "disk_full", {}, "Traceback: of experts")
    caught = catch_up(one, LOOK, one.run_id, "", {}, timezone.now())
    told = "".join(caught.frames)
    assert '"t":"ms"' in told
    assert "falló" in told
    for secret in ("disco", "Traceback", "Secreta", ana.username):
        assert secret not in told
    assert {frame["mine"] for frame in map(json.loads, caught.frames)} == {False}


async def test_a_link_that_is_revoked_ends_its_sockets_and_no_others(
    run: TaskRun, ana: Any
) -> None:
    first, second = [Far(await sync_to_async(guest)(run, ana)).socket for _ in range(2)]
    assert await lost([first, second]) == []
    await sync_to_async(compartir.revoke)(first.guest.link_id)
    assert await lost([first, second]) == [(first, FORBIDDEN)]


def test_so_many_sockets_of_one_link_and_from_one_address_and_no_more(settings: Any) -> None:
    settings.SHARED_SOCKETS_PER_LINK = settings.SHARED_SOCKETS_PER_ADDRESS = 2
    door = Door()
    inside = [Passage(door) for _ in range(2)]
    assert [one.enter("::1") and one.watch(7) for one in inside] == [True, True]
    late, elsewhere = Passage(door), Passage(door)
    assert not late.enter("::1")
    assert elsewhere.enter("::2")
    assert not elsewhere.watch(7)
    assert elsewhere.watch(8)
    inside[0].leave()
    inside[0].leave()
    assert late.enter("::1")
    assert late.watch(7)
    for one in (*inside, late, elsewhere):
        one.leave()
    assert not door.inside


def test_who_says_again_which_link_they_have_takes_up_no_more_of_it(settings: Any) -> None:
    settings.SHARED_SOCKETS_PER_LINK = 2
    door = Door()
    one, other = Passage(door), Passage(door)
    assert [one.watch(7) for _ in range(3)] == [True] * 3
    assert other.watch(7)
    assert one.watch(7), "full, and it is inside"
    for each in (one, other):
        each.leave()
    assert not door.inside


def test_who_comes_again_and_again_is_not_let_in_for_a_while(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SHARED_SOCKETS_PER_ADDRESS = 2
    clock = [100.0]
    monkeypatch.setattr("dashboard.guests.time.monotonic", lambda: clock[0])
    door = Door()

    def comes() -> bool:
        passage = Passage(door)
        came = passage.enter("::1")
        passage.leave()
        return came

    assert [comes() for _ in range(5)] == [True] * 4 + [False]
    clock[0] += 61
    assert comes()
