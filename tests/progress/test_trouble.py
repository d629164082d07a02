"""What nobody reports is noticed: told once for as long as it lasts, resolved by itself when it is
over. Real rows, the real disk, a real Redis that is killed."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project
from django.utils import timezone

from proyecto.progress import live, notices, queues, record, trouble, workers
from proyecto.progress.models import Notification, TaskRun
from proyecto.progress.rescue import Rescuer
from proyecto.progress.trouble import Trouble, watch_disk, watch_queues
from proyecto.progress.vocabulary import Cause
from tests.progress.conftest import Ask
from tests.stack.people import People
from tests.stack.redis import RedisProcess


@pytest.fixture(autouse=True)
def nothing_known(committed: None) -> Iterator[None]:
    Notification.objects.all().delete()
    yield
    Notification.objects.all().delete()


def found(kind: str, **which: Any) -> list[Notification]:
    return list(Notification.objects.filter(kind=kind, **which).order_by("pk"))


def waits(run: TaskRun, seconds: float) -> TaskRun:
    since = timezone.now() - timedelta(seconds=seconds)
    TaskRun.objects.filter(pk=run.pk).update(created_at=since)
    return run


def test_work_that_waits_too_long_is_told_once_for_its_queue(ask: Ask) -> None:
    run, young = waits(ask(), project.QUEUE_OLD_SECONDS + 60), ask(queue="nobody-young")
    waits(ask(), project.QUEUE_OLD_SECONDS + 30)
    watch_queues()
    watch_queues()
    [one] = found("queue_old", facts__queue=run.queue)
    assert (one.count, one.severity, one.facts["waiting"]) == (1, "warning", 2)
    assert not found("queue_old", facts__queue=young.queue)


def test_a_queue_that_somebody_holds_back_is_no_trouble(people: People, ask: Ask) -> None:
    run = waits(ask(queue="imagenes"), project.QUEUE_OLD_SECONDS + 60)
    boss = people.new(is_staff=True)
    queues.pause(run.queue, boss)
    try:
        watch_queues()
        assert not found("queue_old", facts__queue=run.queue)
    finally:
        queues.resume(run.queue, boss)
        TaskRun.objects.filter(pk=run.pk).delete()


def test_work_for_later_waits_from_its_own_time_on(ask: Ask) -> None:
    now = timezone.now()
    later = waits(ask(run_at=now + timedelta(hours=1)), 3600)
    watch_queues()
    assert not found("queue_old", facts__queue=later.queue)


def test_a_queue_that_moves_again_is_no_trouble_any_more(ask: Ask) -> None:
    run = waits(ask(), project.QUEUE_OLD_SECONDS + 60)
    watch_queues()
    record.claim(run.pk, "worker")
    watch_queues()
    [one] = found("queue_old", facts__queue=run.queue)
    assert one.resolved_at
    assert one.resolved_by is None
    event = one.events.get()
    assert (event.what, event.who) == ("resolved", None)


def test_a_disk_with_too_little_room_is_told_until_there_is_more(
    settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.DISK_LOW_PERCENT = 100
    watch_disk()
    watch_disk()
    [one] = found("disk_low")
    assert (one.count, one.severity) == (1, "error")
    assert 0 <= one.facts["percent"] < 100
    settings.DISK_LOW_PERCENT = 0
    watch_disk()
    assert found("disk_low")[0].resolved_at


def test_who_has_no_media_says_nothing_about_its_disk(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT, settings.DISK_LOW_PERCENT = tmp_path / "none", 100
    watch_disk()
    assert not found("disk_low")


@pytest.mark.fault
def test_a_broker_that_stays_away_is_told_and_so_is_its_return(
    breakable_redis: RedisProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Trouble()
    watcher.watch_broker()
    breakable_redis.kill()
    watcher.watch_broker()
    assert not found("broker_away"), "it may be restarting"
    monkeypatch.setattr(trouble, "AWAY_SECONDS", 0.0)
    watcher.watch_broker()
    watcher.watch_broker()
    [one] = found("broker_away")
    assert (one.count, one.severity) == (1, "error")
    breakable_redis.start()
    watcher.watch_broker()
    assert found("broker_away")[0].resolved_at


def speaks(name: str, *, gone: bool = False) -> None:
    now = timezone.now().isoformat()
    workers.presence().say(name, {"host": "h", "queues": [], "started": now, "gone": gone})


def long_ago(name: str) -> None:
    """It was last heard a minute before."""
    _said, heard = workers.presence()._keys
    live.connect().zincrby(heard, -60_000, name)


def test_a_worker_that_left_without_a_word_is_told_at_the_second_look_and_so_is_its_return(
    redis_process: RedisProcess,
) -> None:
    name, watcher = f"video@{uuid.uuid4()}", Trouble()
    speaks(name)
    long_ago(name)
    watcher.watch_workers()
    assert not found("worker_lost", facts__worker=name), "Redis may have been away"
    watcher.watch_workers()
    watcher.watch_workers()
    [one] = found("worker_lost", facts__worker=name)
    assert (one.count, one.severity) == (1, "warning")
    speaks(name)
    watcher.watch_workers()
    assert found("worker_lost", facts__worker=name)[0].resolved_at


def test_a_worker_that_said_goodbye_is_not_missed(redis_process: RedisProcess) -> None:
    name, watcher = f"video@{uuid.uuid4()}", Trouble()
    speaks(name, gone=True)
    long_ago(name)
    watcher.watch_workers()
    watcher.watch_workers()
    assert not found("worker_lost", facts__worker=name)


def test_a_worker_that_died_over_its_work_is_one_trouble(ask: Ask) -> None:
    for process in (17, 18):
        run = ask()
        record.claim(run.pk, f"video@host-a:{process}")
        record.lose(run.pk, 1)
    [one] = found("run_lost")
    assert (one.count, one.facts["worker"], one.severity) == (2, "video@host-a", "warning")
    assert one.run == run


def test_a_worker_that_is_told_to_leave_is_none(ask: Ask) -> None:
    run = ask()
    record.claim(run.pk, "video@host-b:17")
    record.release(run.pk, 1)
    assert not found("run_lost")


def test_a_run_that_gave_up_says_how_often_it_was_tried(ask: Ask) -> None:
    run = ask()
    TaskRun.objects.filter(pk=run.pk).update(attempts=2)
    for attempt in (1, 2):
        TaskRun.objects.filter(pk=run.pk).update(run_at=None)
        record.claim(run.pk, "worker")
        record.retry(run.pk, attempt, Cause.ERROR, "io")
    [one] = found("run_failed")
    assert one.facts["attempts"] == 2


def test_what_is_muted_comes_back_by_itself_once(people: People) -> None:
    one = notices.notice("test:muted", "run_failed")
    notices.mute(one.pk, people.new(), timezone.now())
    rescuer = Rescuer()
    for act in rescuer._trouble.acts[:1] * 2:
        act()
    notices.unmute_due()
    one.refresh_from_db()
    assert one.muted_until is None
    assert [event.what for event in one.events.all()] == ["muted", "unmuted"]


def test_what_comes_and_goes_stays_muted_and_what_a_person_resolved_does_not(
    people: People,
) -> None:
    boss, later = people.new(), timezone.now() + timedelta(hours=1)
    one = notices.notice("test:flutter", "queue_old")
    notices.mute(one.pk, boss, later)
    notices.over("test:flutter")
    again = notices.notice("test:flutter", "queue_old")
    assert again.pk != one.pk
    assert again.muted_until == later
    notices.resolve(again.pk, boss)
    assert notices.notice("test:flutter", "queue_old").muted_until is None


def test_what_lasts_is_told_once_and_ended_once() -> None:
    told = [notices.begins("test:lasts", "disk_low", "error", {}) for _ in range(2)]
    ended = [notices.over("test:lasts") for _ in range(2)]
    assert (told, ended) == ([True, False], [True, False])
