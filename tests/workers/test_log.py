"""The log of a run: what it said is kept, in order, whatever becomes of its worker."""

import itertools
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError

from proyecto.progress import lines
from proyecto.progress.models import RunLog, TaskRun
from proyecto.progress.vocabulary import TaskState
from tests.scripts.waiting import until
from tests.stack.stack import Stack
from tests.workers.conftest import Play, ended, now
from workers.logbook import MOST_WAITING, Logbook
from workers.plainly import HIDDEN, MOST_CHARACTERS

MANY = 8_000


@pytest.fixture
def run_of_nobody(play: Play, redis_process: Any) -> TaskRun:
    """It waits for ever; this process writes for it."""
    return play(queue="nobody-log")


def said(run: TaskRun) -> list[str]:
    return [line.text for line in lines.every(run.pk)]


def test_lines_and_messages_are_there_while_it_still_works(
    crew: Stack, play: Play, gate: Path
) -> None:
    steps = (["say", "uno"], ["message", "dos"], ["message", "dos"], ["say", "tres", "warning"])
    run = play(*steps, ["until", str(gate)])
    until(lambda: len(said(run)) == 3)
    found = list(lines.every(run.pk))
    assert now(run).state == TaskState.STARTED
    assert [(line.n, line.level, line.attempt, line.text) for line in found] == [
        (1, "info", 1, "uno"),
        (2, "info", 1, "dos"),
        (3, "warning", 1, "tres"),
    ]
    gate.touch()
    ended(run)


def test_the_last_words_of_a_run_that_fails_are_kept(crew: Stack, play: Play) -> None:
    run = ended(play(["say", "about to break", "error"], ["fail", "bug"]))
    assert run.state == TaskState.FAILURE
    assert said(run) == ["about to break"]


def test_a_killed_worker_leaves_what_it_had_told_and_the_next_attempt_goes_on_behind_it(
    crew: Stack, play: Play, gate: Path
) -> None:
    run = play(["say", "line {n}", "info", 3], ["until", str(gate)])
    until(lambda: len(said(run)) == 3)
    os.kill(int(now(run).worker.rpartition(":")[2]), signal.SIGKILL)
    until(lambda: now(run).attempt == 2)
    gate.touch()
    ended(run)
    found = [(line.n, line.attempt) for line in lines.every(run.pk)]
    assert found == [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2)]


def test_too_many_lines_lose_their_middle_and_the_numbers_say_how_many(
    run_of_nobody: TaskRun,
) -> None:
    logbook = Logbook(str(run_of_nobody.pk), 1, None)
    for number in range(MANY):
        logbook.say(f"line {number + 1}")
        if number % 500 == 0:
            logbook.close()
    logbook.close()
    found = list(lines.every(run_of_nobody.pk))
    assert lines.MOST_LINES - lines.ROW_LINES < len(found) <= lines.MOST_LINES
    assert (found[0].n, found[-1].n) == (1, MANY)
    assert all(line.text == f"line {line.n}" for line in found)
    numbers = [line.n for line in found]
    gaps = [now - before for before, now in itertools.pairwise(numbers) if now - before > 1]
    assert gaps == [MANY - len(found) + 1]


def test_long_lines_are_bounded_too(run_of_nobody: TaskRun) -> None:
    logbook = Logbook(str(run_of_nobody.pk), 1, None)
    for number in range(3_000):
        logbook.say(f"{number} " + "x" * 2_000)
        if number % 500 == 0:
            logbook.close()
    logbook.close()
    rows = RunLog.objects.filter(run=run_of_nobody)
    assert sum(rows.values_list("size", flat=True)) <= lines.MOST_BYTES
    assert max(len(text) for text in said(run_of_nobody)) <= 600


def test_a_line_costs_microseconds(crew: Stack, play: Play) -> None:
    seconds: Any = ended(play(["say", "line {n}", "info", 20_000])).result
    assert seconds / 20_000 < 20e-6


def test_nothing_harmful_and_nothing_secret_is_kept(run_of_nobody: TaskRun) -> None:
    logbook = Logbook(str(run_of_nobody.pk), 1, None)
    place = settings.WORK_DIR / "0b0e6c5e" / "run-1" / "hecho" / "seg.m4s"
    logbook.say(f"writing {place}, then file:{place}")
    logbook.say(f"in {settings.MEDIA_ROOT}/videos/a.mp4")
    logbook.say("\x1b[31mred\x1b[0m \x07bell \u202egnp.exe \ud800 nul\x00")
    logbook.say(f"key {settings.SECRET_KEY}")
    logbook.say("redis://ana:hunter2@localhost:6379/0 password=hunter2 Authorization: Bearer abc.d")
    logbook.say("several\nlines\r\nat once")
    logbook.say(object())
    logbook.say("x" * (MOST_CHARACTERS - 20) + settings.SECRET_KEY)
    logbook.close()
    found = said(run_of_nobody)
    assert found[0] == "writing hecho/seg.m4s, then hecho/seg.m4s"
    assert found[1] == "in videos/a.mp4"
    assert found[2] == "red \ufffdbell \ufffdgnp.exe \ufffd nul\ufffd"
    assert settings.SECRET_KEY not in found[3]
    assert "hunter2" not in found[4]
    assert "abc.d" not in found[4]
    assert found[5:8] == ["several", "lines", "at once"]
    assert found[8].startswith("<object object")
    assert found[9] == "x" * (MOST_CHARACTERS - 20) + HIDDEN, "found although it was too long"


def test_while_the_database_is_away_lines_wait_and_the_newest_win(
    run_of_nobody: TaskRun, monkeypatch: Any
) -> None:
    logbook = Logbook(str(run_of_nobody.pk), 1, None)
    with monkeypatch.context() as away:

        def refuse(*_: Any) -> int:
            raise OperationalError("away")

        away.setattr(lines, "last_of", refuse)
        for number in range(MOST_WAITING + 50):
            logbook.say(str(number))
        logbook.close()
    assert said(run_of_nobody) == []
    logbook.close()
    found = list(lines.every(run_of_nobody.pk))
    assert (found[0].n, found[0].text) == (51, "50")
    assert len(found) == MOST_WAITING


def test_what_was_kept_before_the_database_went_away_is_not_written_again(
    run_of_nobody: TaskRun, monkeypatch: Any
) -> None:
    logbook, last_of = Logbook(str(run_of_nobody.pk), 1, None), lines.last_of
    for number in range(2 * lines.ROW_LINES + 50):
        logbook.say(str(number))

    def goes_away(run_id: Any) -> int:
        if last := last_of(run_id):
            raise OperationalError("away")
        return last

    with monkeypatch.context() as away:
        away.setattr(lines, "last_of", goes_away)
        logbook.close()
    assert len(said(run_of_nobody)) == lines.ROW_LINES
    logbook.say("later")
    logbook.close()
    found = list(lines.every(run_of_nobody.pk))
    assert [line.text for line in found] == [*map(str, range(250)), "later"]
    assert [line.n for line in found] == list(range(1, 252))


def test_two_attempts_that_write_at_once_mix_nothing_up(run_of_nobody: TaskRun) -> None:
    old, new = (Logbook(str(run_of_nobody.pk), attempt, None) for attempt in (1, 2))
    for number in range(4):
        for attempt, logbook in ((1, old), (2, new)):
            logbook.say(f"{attempt}.{number}")
            logbook.close()
    found = list(lines.every(run_of_nobody.pk))
    assert [line.n for line in found] == list(range(1, 9))
    assert [line.text for line in found if line.attempt == 1] == [f"1.{n}" for n in range(4)]
    assert [line.text for line in found if line.attempt == 2] == [f"2.{n}" for n in range(4)]
