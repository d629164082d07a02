"""What nobody reports is noticed: told once for as long as it lasts, resolved by itself when it is
over. Real rows, the real disk, a real Redis that is killed."""

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.conf import settings as project
from django.utils import timezone

from proyecto.progress import live, notices, queues, record, trouble, workers
from proyecto.progress.models import Action, Notification, TaskRun
from proyecto.progress.trouble import Trouble, watch_queues
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
    TaskRun.objects.filter(pk=run.pk).update(created_at=since, changed_at=since)
    return run


def resolved(one: Notification, by: Any, hours: float = 0) -> None:
    """By a person, so long ago."""
    notices.resolve(one.pk, by)
    Notification.objects.filter(pk=one.pk).update(
        resolved_at=timezone.now() - timedelta(hours=hours)
    )


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


def test_a_queue_that_has_just_gone_on_is_given_the_time_that_any_has(
    people: People, ask: Ask
) -> None:
    run = waits(ask(), 2 * project.QUEUE_OLD_SECONDS)
    boss = people.new(is_staff=True)
    queues.pause(run.queue, boss)
    queues.resume(run.queue, boss)
    watch_queues()
    assert not found("queue_old", facts__queue=run.queue)
    gone_on = timezone.now() - timedelta(seconds=project.QUEUE_OLD_SECONDS)
    Action.objects.filter(verb="queue.resume", target=run.queue).update(at=gone_on)
    watch_queues()
    assert found("queue_old", facts__queue=run.queue), "that time is over"


def test_work_for_later_waits_from_its_own_time_on(ask: Ask) -> None:
    now = timezone.now()
    later = waits(ask(run_at=now + timedelta(hours=1)), 3600)
    watch_queues()
    assert not found("queue_old", facts__queue=later.queue)
    record.move(later.pk, None)
    watch_queues()
    assert not found("queue_old", facts__queue=later.queue), "it waits since just now"


def test_old_work_that_somebody_resolved_is_not_told_again_until_other_work_is_late(
    ask: Ask, people: People
) -> None:
    run = waits(ask(), project.QUEUE_OLD_SECONDS + 60)
    next_one = waits(ask(), project.QUEUE_OLD_SECONDS - 60)
    watch_queues()
    resolved(found("queue_old", facts__queue=run.queue)[0], people.new(), hours=0.01)
    watch_queues()
    assert len(found("queue_old", facts__queue=run.queue)) == 1
    record.claim(run.pk, "worker")
    waits(next_one, project.QUEUE_OLD_SECONDS + 1)
    watch_queues()
    assert len(found("queue_old", facts__queue=run.queue)) == 2


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
    one_process, other = Trouble(), Trouble()
    one_process.watch_disk()
    other.watch_disk()
    [one] = found("disk_low")
    assert (one.count, one.severity) == (1, "error")
    assert 0 <= one.facts["percent"] < 100
    settings.DISK_LOW_PERCENT = 0
    one_process.watch_disk()
    assert found("disk_low")[0].resolved_at


def test_a_disk_that_somebody_resolved_is_told_again_after_a_day_or_when_there_was_room(
    settings: Any, tmp_path: Any, people: People
) -> None:
    settings.MEDIA_ROOT, settings.DISK_LOW_PERCENT = tmp_path, 100
    watcher = Trouble()
    watcher.watch_disk()
    resolved(found("disk_low")[0], people.new())
    watcher.watch_disk()
    Trouble().watch_disk()
    assert len(found("disk_low")) == 1, "they know"
    settings.DISK_LOW_PERCENT = 0
    watcher.watch_disk()
    settings.DISK_LOW_PERCENT = 100
    watcher.watch_disk()
    assert len(found("disk_low")) == 2, "there was room"
    resolved(found("disk_low")[1], people.new(), hours=25)
    watcher.watch_disk()
    assert len(found("disk_low")) == 3, "still none"


def test_who_has_no_media_says_nothing_about_its_disk(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT, settings.DISK_LOW_PERCENT = tmp_path / "none", 100
    Trouble().watch_disk()
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


def test_one_process_that_is_cut_off_makes_one_notice_however_well_the_others_hear(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cut_off, others = Trouble(), Trouble()
    cut_off._away_since = time.monotonic() - trouble.AWAY_SECONDS

    def look(watcher: Trouble) -> None:
        monkeypatch.setattr(trouble, "answers", lambda: watcher is others)
        watcher.watch_broker()

    def a_while_passes() -> None:
        past = timezone.now() - timedelta(seconds=trouble.AWAY_SECONDS)
        Notification.objects.filter(kind="broker_away").update(last_at=past)

    for _ in range(3):
        a_while_passes()
        look(cut_off)
        look(others)
    [one] = found("broker_away")
    assert (one.count, one.resolved_at) == (1, None)
    a_while_passes()
    look(others)
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


def test_a_lost_worker_that_somebody_resolved_is_told_again_only_when_it_is_lost_again(
    redis_process: RedisProcess, people: People
) -> None:
    name, watcher = f"video@{uuid.uuid4()}", Trouble()

    def is_lost() -> None:
        speaks(name)
        long_ago(name)
        watcher.watch_workers()
        watcher.watch_workers()

    is_lost()
    resolved(found("worker_lost", facts__worker=name)[0], people.new(), hours=1 / 120)
    watcher.watch_workers()
    assert len(found("worker_lost", facts__worker=name)) == 1
    Notification.objects.update(resolved_at=timezone.now() - timedelta(hours=1))
    is_lost()
    assert len(found("worker_lost", facts__worker=name)) == 2


def test_a_lost_worker_that_nobody_remembers_is_missed_no_longer(
    breakable_redis: RedisProcess,
) -> None:
    name, watcher = f"video@{uuid.uuid4()}", Trouble()
    speaks(name)
    long_ago(name)
    watcher.watch_workers()
    watcher.watch_workers()
    breakable_redis.kill()
    with pytest.raises(redis.RedisError):
        watcher.watch_workers()
    assert not found("worker_lost", facts__worker=name)[0].resolved_at, "nobody could tell"
    breakable_redis.start()
    for key in workers.presence()._keys:
        live.connect().delete(key)
    watcher.watch_workers()
    assert found("worker_lost", facts__worker=name)[0].resolved_at


def test_a_worker_that_said_goodbye_is_not_missed(redis_process: RedisProcess) -> None:
    name, watcher = f"video@{uuid.uuid4()}", Trouble()
    speaks(name, gone=True)
    long_ago(name)
    watcher.watch_workers()
    watcher.watch_workers()
    assert not found("worker_lost", facts__worker=name)
