"""The page Sistema: what each part shows, and the verdict over all of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dashboard.system.queues import line, rates_of
from dashboard.system.services import DiskCard
from proyecto.progress import queues, record
from proyecto.progress.launch import launch
from proyecto.progress.lease import BEAT
from proyecto.progress.models import Lease, TaskRun
from tests.dashboard.programadas.conftest import make
from tests.dashboard.system.conftest import Say, page, part
from tests.stack.redis import RedisProcess


def test_all_is_well_where_all_is(team: Client, well: None) -> None:
    assert "All is well" in part(page(team), "verdict")


def test_what_is_wrong_is_counted_and_said_with_a_link(
    team: Client, say: Say, well: None, boss: Any
) -> None:
    say(queues=["celery", "guion", "video"])
    queues.pause("video", boss)
    text = page(team)
    verdict = part(text, "verdict")
    assert "2 things want attention" in verdict
    assert "No worker serves the queue imagenes." in verdict
    assert "The queue video has been paused since" in verdict
    assert 'href="#cola-video"' in text
    assert 'id="cola-video"' in text


@pytest.mark.parametrize(
    ("held", "level"), [([], 'data-level="warn"'), (["some-run"], 'data-level="bad"')]
)
def test_a_worker_that_fell_silent_is_worse_where_it_held_runs(
    team: Client, say: Say, well: None, held: list[str], level: str
) -> None:
    say("lost@box", ago=60, runs=held)
    text = page(team)
    assert "lost@box has not been heard since" in part(text, "verdict")
    assert (
        f'id="sis-verdict" class="panel sis-verdict" aria-labelledby="sis-verdict-h" {level}'
        in (text)
    )
    assert "lost@box not heard any more" in part(text, "workers")


def test_one_that_stopped_or_was_seen_to_is_shown_and_no_trouble(
    team: Client, say: Say, well: None
) -> None:
    say("left@box", gone=True)
    say("old@box", ago=7200, runs=["some-run"])
    text = page(team)
    assert "All is well" in part(text, "verdict")
    assert "left@box stopped" in part(text, "workers")
    assert "old@box not heard any more" in part(text, "workers")


def test_without_any_worker_or_beat_it_says_what_does_not_start(team: Client) -> None:
    Lease.objects.filter(role=BEAT).delete()
    verdict = part(page(team), "verdict")
    assert "No worker is there: nothing begins." in verdict
    assert "No scheduler runs: what is periodic does not start." in verdict


def test_a_queue_shows_who_waits_since_when_what_runs_and_what_ended(
    team: Client, well: None, boss: Any
) -> None:
    queue = f"nobody-{boss.pk}"
    first, *others = [launch("guion", [], owner=boss, queue=queue) for _ in range(4)]
    launch("guion", [], owner=boss, queue=queue, run_at=timezone.now() + timedelta(hours=1))
    TaskRun.objects.filter(pk=others[0].pk).update(
        created_at=timezone.now() - timedelta(minutes=12)
    )
    held = record.claim(first.pk, "w1@box:1")
    assert held
    record.succeed(first.pk, 1, None, held.how_far)
    record.claim(others[1].pk, "w1@box:1")
    text = page(team)
    shown = part(text, "queues")
    shown = shown[shown.index(queue) :]
    assert shown.startswith(f"{queue} Nobody serves it Waiting 2 + 1 for later Oldest")
    assert "Under way 1 of 0 Ended in 1 h 1 " in shown
    assert f"In the queue {queue} something has waited for 12 min" in part(text, "verdict")
    assert f"No worker serves the queue {queue}." in part(text, "verdict")


def test_a_worker_shows_what_it_is_doing_and_what_it_takes(
    team: Client, say: Say, well: None, boss: Any
) -> None:
    say("busy@box", slots=3)
    run = launch("guion", [], owner=boss, queue=f"nobody-{boss.pk}", title="<Playa>")
    record.claim(run.pk, "busy@box:77")
    text = page(team)
    shown = part(text, "workers")
    assert "busy@box at work celery, imagenes, video, guion Under way 1 of 3 Memory 171 MB" in shown
    assert f'<a href="/tareas/{run.pk}/">&lt;Playa&gt;</a>' in text
    assert "w1@box free" in shown


def test_runs_of_workers_that_nobody_remembers_hide_none_of_those_that_are_there(
    team: Client, say: Say, well: None, boss: Any
) -> None:
    say("busy@box", slots=1)
    queue = f"nobody-{boss.pk}"
    for number in range(30):
        lost = launch("guion", [], owner=boss, queue=queue, title=f"Perdida {number}")
        record.claim(lost.pk, f"forgotten-{number}@box:7")
    run = launch("guion", [], owner=boss, queue=queue, title="Playa")
    record.claim(run.pk, "busy@box:77")
    text = page(team)
    assert f'<a href="/tareas/{run.pk}/">Playa</a>' in text
    assert "Perdida" not in part(text, "workers")


def test_what_is_periodic_is_shown_with_when_it_comes(team: Client, well: None) -> None:
    entry = make(date_changed=timezone.now())
    shown = part(page(team), "beat")
    assert "The scheduler is running." in shown
    assert f"{entry.name} in" in shown
    assert "not so far" in shown


def test_what_it_stands_on_is_asked(team: Client, well: None) -> None:
    shown = part(page(team), "services")
    assert "Redis answers in" in shown
    assert "Database answers in" in shown
    assert "migrations applied" in shown
    assert "% full" in shown
    assert "Sign of life" in shown


def test_a_redis_that_is_away_is_said_and_nothing_is_made_up(
    team: Client, well: None, breakable_redis: RedisProcess
) -> None:
    breakable_redis.kill()
    text = page(team)
    assert "Redis does not answer: nothing new begins." in part(text, "verdict")
    assert "nobody knows which workers are there" in part(text, "workers")
    assert "Nobody serves it" not in part(text, "queues")


@pytest.mark.parametrize(("free", "level"), [(20, ""), (9, "warn"), (2, "bad")])
def test_a_disk_that_fills_up_wants_attention_before_it_is_full(free: int, level: str) -> None:
    assert DiskCard("/films", total=100, free=free).level == level


def test_the_rate_counts_by_minute_and_is_a_line(boss: Any) -> None:
    queue = f"nobody-{boss.pk}"
    now = timezone.now()
    for minutes in (0, 0, 5, 70):
        run = launch("guion", [], owner=boss, queue=queue)
        at = now - timedelta(minutes=minutes)
        TaskRun.objects.filter(pk=run.pk).update(finished_at=at, changed_at=at)
    counts = rates_of(now)[queue]
    assert (len(counts), counts[-1], counts[-6], sum(counts)) == (60, 2, 1, 3)
    points = [tuple(map(float, point.split(","))) for point in line([0, 1, 2]).split()]
    assert [x for x, _ in points] == [0, 60, 120]
    assert points[0][1] > points[1][1] > points[2][1]
