"""Which runs a list was asked for: what the database finds and what the socket lets through."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from dashboard.run_filter import EVERYTHING, RunFilter, read
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, begun, done, failed, now
from tests.stack.people import People

ZONE = "America/Mexico_City"
pytestmark = pytest.mark.usefixtures("redis_process")


def asked(query: str, *, staff: bool = True) -> RunFilter:
    return read(dict(parse_qsl(query)), staff=staff)


@pytest.fixture
def owner(people: People) -> Any:
    return people.new()


def aged(run: TaskRun, created: datetime) -> TaskRun:
    TaskRun.objects.filter(pk=run.pk).update(created_at=created)
    return now(run)


def midnight(days: int = 0, zone: str = ZONE) -> datetime:
    """The beginning of today, or of a day before, there."""
    day = datetime.now(ZoneInfo(zone)).date() - timedelta(days=days)
    return datetime.combine(day, datetime.min.time(), ZoneInfo(zone))


def found(asked: RunFilter, owner: Any, runs: list[TaskRun], zone: str = ZONE) -> list[TaskRun]:
    """Those of `runs` that fit, once the database and the socket agree on each."""
    mine = TaskRun.objects.filter(pk__in=[run.pk for run in runs])
    by_query = set(asked.narrow(mine, owner.pk, zone).values_list("pk", flat=True))
    by_word = {run.pk for run in runs if asked.fits(run.live(), owner.pk, zone)}
    assert by_query == by_word, asked
    return [run for run in runs if run.pk in by_query]


def test_by_state(owner: Any) -> None:
    waits, runs, ready = ask(owner), begun(ask(owner)), done(ask(owner))
    broken = failed(ask(owner))
    every = [waits, runs, ready, broken]
    assert found(asked("estado=waiting"), owner, every) == [waits]
    assert found(asked("estado=running"), owner, every) == [runs]
    assert found(asked("estado=done"), owner, every) == [ready]
    assert found(asked("estado=failed"), owner, every) == [broken]
    assert found(asked("estado=cancelled"), owner, every) == []
    assert found(EVERYTHING, owner, every) == every


def test_by_whose_they_are(owner: Any, people: People) -> None:
    mine, theirs = ask(owner), ask(people.new())
    assert found(asked("de=mias"), owner, [mine, theirs]) == [mine]
    assert not asked("de=mias", staff=False), "it is all their own"


def test_by_kind(owner: Any) -> None:
    film = ask(owner)
    other = ask(owner)
    TaskRun.objects.filter(pk=other.pk).update(task="crear_muestra")
    both = [film, now(other)]
    assert found(asked("tipo=crear_muestra"), owner, both) == both[1:]
    assert found(asked("tipo=nunca_hubo"), owner, both) == []


@pytest.mark.parametrize("zone", [ZONE, "Asia/Tokyo", "Pacific/Kiritimati", "America/Noronha"])
def test_by_day_in_the_zone_of_who_looks(owner: Any, zone: str) -> None:
    second = timedelta(seconds=1)
    begins = {days: midnight(days, zone) for days in (0, 1, 6, 29)}
    after = {days: aged(ask(owner), begin) for days, begin in begins.items()}
    before = {days: aged(ask(owner), begin - second) for days, begin in begins.items()}
    every = [*after.values(), *before.values()]

    def these(query: str) -> set[Any]:
        return {run.pk for run in found(asked(query), owner, every, zone)}

    assert these("fecha=hoy") == {after[0].pk}
    assert these("fecha=ayer") == {after[1].pk, before[0].pk}
    assert before[6].pk not in these("fecha=7d")
    assert after[6].pk in these("fecha=7d")
    assert these("fecha=30d") == {run.pk for run in every} - {before[29].pk}
    day = begins[1].date()
    assert these(f"desde={day}&hasta={day}") == these("fecha=ayer")
    assert these(f"desde={day}") == these("fecha=hoy") | these("fecha=ayer")
    assert these(f"hasta={day}") == {run.pk for run in every} - {after[0].pk}


def test_by_words_of_the_title_however_they_are_written(owner: Any) -> None:
    rivers = ask(owner, title="Ríos y PEÑAS, 50% más")
    others = ask(owner, title="Otra cosa")
    for text in ("rios", "RÍOS peñas", "penas rios", "50%", "mas", "os y"):
        assert found(asked(f"q={text.replace('%', '%25')}"), owner, [rivers, others]) == [rivers]
    for text in ("rio peras", "100%", "_", "ríos%0", "%"):
        assert rivers not in found(RunFilter(q=text), owner, [rivers, others]) or text == "%"


def test_all_of_them_together(owner: Any, people: People) -> None:
    query = f"estado=failed&de=mias&tipo=procesar_video&desde={midnight().date()}&q=playa"
    fits = failed(ask(owner))
    others = [
        failed(ask(people.new())),
        failed(ask(owner, title="Cerro")),
        done(ask(owner)),
        aged(failed(ask(owner), Cause.TIMEOUT), midnight() - timedelta(hours=1)),
    ]
    assert found(asked(query), owner, [fits, *others]) == [fits]


def test_what_makes_no_sense_is_left_out_and_named() -> None:
    nonsense = asked("estado=x&de=todas&tipo=%27;--&fecha=nunca&desde=2026-13-45&hasta=ayer&q=%00")
    assert not nonsense
    assert nonsense.unread == ("estado", "de", "tipo", "fecha", "desde", "hasta")
    for day in ("0001-01-01", "9999-12-31", "2026-11-31", "20261", "١٢٣"):
        assert asked(f"hasta={day}") == EVERYTHING


def test_halves_of_characters_that_only_a_socket_may_bring_are_left_out() -> None:
    assert read({"q": "la\ud800 playa", "estado": "\udfff"}, staff=False) == RunFilter(q="la playa")


def test_days_the_wrong_way_round_are_turned_and_win_over_a_word() -> None:
    turned = asked("desde=2026-11-20&hasta=2026-11-10&fecha=hoy")
    assert (str(turned.desde), str(turned.hasta), turned.fecha) == ("2026-11-10", "2026-11-20", "")
    assert turned.unread == ()


def test_what_was_asked_for_is_said_as_it_was_asked() -> None:
    given = {"estado": "failed", "tipo": "procesar_video", "desde": "2026-11-10", "q": "la playa"}
    assert read(given, staff=False).asked() == given
    assert read({"q": "x" * 500}, staff=False).q == "x" * 100


def test_a_day_that_is_not_over_takes_in_what_is_asked_for_now(owner: Any) -> None:
    run = aged(ask(owner), datetime.now(UTC))
    assert abs(run.created_at - timezone.now()) < timedelta(minutes=1)
    assert found(asked("fecha=hoy"), owner, [run]) == [run]
