"""Every script, without a server: it keeps the promises of the protocol, whoever comes when."""

import itertools
import uuid
from datetime import timedelta

import pytest
from msgspec.structs import replace

from dashboard.api.frames import EventFrame, Place, Snapshot
from dashboard.api.sandbox import plays
from dashboard.api.sandbox.plays import FASTEST, FIXED, Play, begin, begun
from dashboard.api.sandbox.scripts import ALL
from dashboard.api.sandbox.stage import Cue, Moment
from dashboard.api.told import as_text, newer, position
from proyecto.progress.events import TICK, LiveState
from proyecto.progress.vocabulary import ENDED, TaskState
from tests.stack.frames import check

NOW = 1_796_000_000_000
# As the ledger has them: proyecto/progress/models/run.py.
MOVES = {
    TaskState.PENDING: {TaskState.STARTED, TaskState.REVOKED},
    TaskState.STARTED: {*TaskState} - {TaskState.PENDING},
    TaskState.RETRY: {TaskState.STARTED, TaskState.REVOKED},
}


def whole(name: str) -> list[Play]:
    """A script as it is written, and cancelled at eight moments of it."""
    long = begin(name, NOW)
    last = long.due(long.items[-1]) - NOW
    cut = [long.cancel(NOW + after)[0] for after in range(0, last, last // 8)]
    return [long, *(one for one in cut if one is not long)]


EVERY = [
    pytest.param(one, id=f"{name}-{one.cut_short or 0}") for name in ALL for one in whole(name)
]


@pytest.mark.parametrize("one", EVERY)
def test_numbers_rise_and_no_milestone_is_missing(one: Play) -> None:
    for era in {moment.era for moment in one.moments}:
        moments = [moment for moment in one.moments if moment.era == era]
        seqs = [moment.seq for moment in moments]
        assert seqs == sorted(set(seqs))
        told = [moment.n for moment in moments if moment.milestone]
        assert told == list(range(told[0], told[0] + len(told)))
        assert all(b.at >= a.at for a, b in itertools.pairwise(one.items))


@pytest.mark.parametrize("one", EVERY)
def test_the_state_moves_as_the_ledger_lets_it(one: Play) -> None:
    for before, after in itertools.pairwise(one.moments):
        if before.era != after.era:
            continue
        if before.live.state != after.live.state:
            assert after.live.state in MOVES[before.live.state], after
        if before.live.attempt == after.live.attempt and before.live.state not in ENDED:
            assert after.live.progress.permille >= before.live.progress.permille
        assert (after.kind == TICK) == (before.n == after.n)


@pytest.mark.parametrize("name", ALL)
def test_every_script_comes_to_its_end(name: str) -> None:
    one = begin(name, NOW)
    last = one.items[-1]
    if name == "gone":
        assert isinstance(last, Cue)
        assert one.known(one.due(last)) is None
    else:
        assert isinstance(last, Moment)
        assert last.live.state in ENDED
        assert last.live.finished == one.time(last)
    ending = {"failure": TaskState.FAILURE}.get(name, TaskState.SUCCESS)
    assert name == "gone" or list(one.moments)[-1].live.state == ending


@pytest.mark.parametrize("one", EVERY)
def test_a_snapshot_and_what_happens_after_it_make_the_final_state(one: Play) -> None:
    """Whenever somebody comes: they take what is, then apply what is told, less what is old."""
    final = list(one.moments)[-1].live
    for item in one.items:
        now = one.due(item)
        known = one.known(now)
        if known is None:
            continue
        live, have, heard = known.live, one.place(known), [known.n]
        for moment in one.moments:
            if one.due(moment) < now or moment.era != known.era or not moment.kind:
                continue
            at = one.place(moment)
            if newer(position(at), position(have), milestone=moment.milestone):
                live, have = moment.live, at
                heard += [moment.n] if moment.milestone else []
        if known.era == list(one.moments)[-1].era:
            assert live == final
        assert heard == list(range(heard[0], heard[0] + len(heard)))


@pytest.mark.parametrize("one", EVERY)
def test_who_comes_back_is_told_all_that_they_lack(one: Play) -> None:
    moments = list(one.moments)
    for had, is_now in itertools.combinations(moments, 2):
        missed = one.missed(one.place(had), one.due(is_now))
        known = one.known(one.due(is_now))
        if known is None:
            continue
        if had.era != known.era:
            assert missed is None
        else:
            assert missed is not None
            assert [moment.n for moment in missed] == list(range(had.n + 1, known.n + 1))


@pytest.mark.parametrize("have", [
    Place(1), Place(1, "", 4), Place(1, "5f3a9c01d2e4-19ab3c", 1), Place(99, f"{NOW:x}-0", 1),
    Place(1, f"{NOW + 1:x}-0", 1), Place(1, f"{NOW:x}-1", 1), Place(1, f"{NOW:x}-7", 1),
])  # fmt: skip
def test_what_was_never_told_is_void(have: Place) -> None:
    one = begin("success", NOW)
    assert one.missed(have, NOW + 3000) is None


@pytest.mark.parametrize("name", ALL)
def test_each_is_the_same_whoever_plays_it(name: str) -> None:
    """On another process, say: all that there is to know is in the run, or in what somebody has."""
    fresh = begin(name, NOW, speed=7)
    again = begun(uuid.UUID(fresh.run), NOW + 5000)
    assert again == fresh
    assert again.items == fresh.items

    run = next(run for run, script in FIXED.items() if script == name)
    first = plays.fixed(run, NOW)
    assert first is not None
    have = first.place(next(first.moments))
    assert plays.fixed(run, NOW + 5000, have) == first


def test_who_cancelled_and_comes_back_elsewhere_finds_it_cancelled() -> None:
    one = begin("cancel", NOW)
    cut, outcome = one.cancel(NOW + 5000)
    assert outcome == "stopping"
    cancelling = next(moment for moment in cut.moments if moment.live.cancelling)

    back = plays.as_somebody_has_it(one, cut.place(cancelling))

    assert back == cut
    assert [m.kind for m in back.missed(cut.place(cancelling), NOW + 9000) or ()] == [
        "run.cancelled"
    ]


def test_a_run_can_be_cancelled_once_and_not_when_it_is_over() -> None:
    one = begin("success", NOW)
    assert one.cancel(NOW + 10)[1] == "cancelled"
    cut, outcome = one.cancel(NOW + 3000)
    assert outcome == "stopping"
    assert cut.cancel(NOW + 3500) == (cut, "asked")
    assert cut.cancel(NOW + 4500) == (cut, "")
    assert one.cancel(NOW + 7000) == (one, "")


def test_a_cancellation_that_somebody_made_up_changes_nothing_that_is_over() -> None:
    one = begin("success", NOW)
    over = Place(6, f"{NOW:x}-0-ffffffff", 30)
    assert plays.as_somebody_has_it(one, over) == one


@pytest.mark.parametrize("run", [uuid.uuid4() for _ in range(50)] + [uuid.UUID(int=0)])
def test_an_identifier_that_was_made_up_is_no_run(run: uuid.UUID) -> None:
    assert begun(run, NOW) is None
    assert plays.fixed(run, NOW) is None


def test_a_run_is_there_for_a_day_and_not_before_it_began() -> None:
    run = uuid.UUID(begin("success", NOW).run)
    assert begun(run, NOW + plays.DAY_MS - 1)
    assert begun(run, NOW + plays.DAY_MS) is None
    assert begun(run, NOW - 1) is None


@pytest.mark.parametrize("name", ALL)
def test_faster_is_the_same_sooner(name: str) -> None:
    slow, fast = (Play(str(uuid.UUID(int=1)), name, NOW, speed) for speed in (1, FASTEST))
    assert [(m.kind, m.n, m.seq) for m in fast.moments] == [
        (m.kind, m.n, m.seq) for m in slow.moments
    ]
    took = timedelta(milliseconds=slow.due(slow.items[-1]) - NOW) / FASTEST
    assert timedelta(milliseconds=fast.due(fast.items[-1]) - NOW) - took < timedelta(seconds=0.01)


@pytest.mark.parametrize("name", ALL)
def test_all_that_is_said_is_as_the_document_says(name: str) -> None:
    one = begin(name, NOW)
    for moment in one.moments:
        at = one.place(moment)
        check(as_text(Snapshot(["1"], one.run, at, moment.live, recovered=True, reset=False)))
        if moment.kind:
            time, live = one.time(moment), moment.live
            check(as_text(EventFrame(["1"], one.run, at, moment.kind, time, live)))


def test_every_script_says_what_it_is_for() -> None:
    assert [name for name, script in ALL.items() if not script.__doc__] == []


def test_states_are_not_shared_between_moments() -> None:
    lives: list[LiveState] = [moment.live for moment in begin("retries", NOW).moments]
    assert len({id(live) for live in lives}) == len(lives)
    assert replace(lives[0]) == lives[0]
