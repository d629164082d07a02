"""Which milestones a webhook is told of, in which transaction, and by whose right."""

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import transaction
from django.utils import timezone

from dashboard.api.frames import EventFrame
from proyecto.progress import deliveries, record, webhooks
from proyecto.progress.models import TaskRun, Webhook, WebhookDelivery
from proyecto.progress.tokens import Scope, make_token, revoke_token
from proyecto.progress.vocabulary import Milestone, TaskName
from tests.dashboard.runs import ask, begun, done, failed, now
from tests.stack.people import People
from tests.webhooks.conftest import Hook, fresh, sent

State = WebhookDelivery.State
ALL = list(Milestone)


def carriers(delivery: WebhookDelivery) -> list[TaskRun]:
    return list(TaskRun.objects.filter(subject=f"webhook:{delivery.pk}"))


def test_without_more_it_is_told_of_ends_only_once_each(ana: Any, hook: Hook) -> None:
    one = hook()
    good, bad, off = done(ask(ana)), failed(ask(ana)), ask(ana)
    record.request_cancel(off.pk)
    told = [(one.run, one.kind) for one in sent(one)]
    assert told == [
        (good.pk, "run.succeeded"),
        (bad.pk, "run.failed"),
        (off.pk, "run.cancelled"),
    ]


def test_a_message_is_the_event_that_the_sockets_of_programs_tell(ana: Any, hook: Hook) -> None:
    one = hook(milestones=ALL)
    run = done(ask(ana, title="Playa"))
    bodies = [json.loads(one.body) for one in sent(one)]
    assert [body["at"]["n"] for body in bodies] == [1, 2, 3]
    event = msgspec.convert({**bodies[2], "subs": []}, EventFrame, strict=False)
    assert (event.run, event.kind, event.live.title) == (str(run.pk), "run.succeeded", "Playa")
    assert event.live == run.live()
    assert event.time == run.changed_at


def test_it_is_written_with_the_milestone_or_not_at_all(ana: Any, hook: Hook) -> None:
    one = hook(milestones=ALL)
    with transaction.atomic():
        ask(ana)
        assert len(sent(one)) == 1
        transaction.set_rollback(True)
    assert sent(one) == []


def test_kinds_of_task_narrow_it_down(ana: Any, hook: Hook) -> None:
    films, pictures = hook(tasks=["procesar_video"]), hook(tasks=["procesar_imagen"])
    done(ask(ana))
    assert (len(sent(films)), len(sent(pictures))) == (1, 0)


def test_of_others_runs_nobody_hears_but_one_of_the_team_who_wants_to(
    ana: Any, hook: Hook, people: People
) -> None:
    member, beto = people.new(is_staff=True), people.new()
    theirs = [hook(member, team=True), hook(member), hook(beto, team=True), hook(beto)]
    done(ask(ana))
    assert [len(sent(one)) for one in theirs] == [1, 0, 0, 0]


def test_it_never_tells_of_what_delivers_it(ana: Any, hook: Hook, people: People) -> None:
    everything = hook(people.new(is_staff=True), team=True, milestones=ALL)
    one = hook(milestones=ALL)
    done(ask(ana))
    before = len(sent(everything)), len(sent(one))
    assert before == (3, 3)
    for delivery in [*sent(everything), *sent(one)]:
        (carrier,) = carriers(delivery)
        assert carrier.owner is None, "on nobody's list but the team's"
        done(carrier)
    assert (len(sent(everything)), len(sent(one))) == before


def test_a_delivery_that_is_given_up_or_cancelled_says_so(ana: Any, hook: Hook) -> None:
    one = hook(milestones=["run.queued"])
    ask(ana), ask(ana)
    first, second = sent(one)
    failed(carriers(first)[0])
    record.request_cancel(carriers(second)[0].pk)
    assert {fresh(first).state, fresh(second).state} == {State.FAILED}


def test_what_is_owed_to_somebody_who_lost_the_right_is_left(
    ana: Any, hook: Hook, people: People
) -> None:
    member = people.new(is_staff=True)
    token, _ = make_token(member, "robot", [Scope.READ, Scope.STAFF])
    reader, _ = make_token(member, "reader", [Scope.READ])
    left = hook(member, team=True)
    by_token, narrow = (hook(member, team=True, token=one) for one in (token, reader))
    closed, off = hook(), hook()
    done(ask(ana))
    assert sent(narrow) == [], "its token lacks the scope"
    owed = [sent(one)[0] for one in (left, by_token, closed, off)]
    assert all(deliveries.to_send(str(one.pk)) for one in owed)
    revoke_token(token)
    assert deliveries.to_send(str(owed[1].pk)) is None
    type(member).objects.filter(pk=member.pk).update(is_staff=False)
    webhooks.switch_off(off, "owner")
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    assert [deliveries.to_send(str(one.pk)) for one in owed] == [None] * 4
    assert {fresh(one).state for one in owed} == {State.LEFT}


def test_too_many_that_wait_are_left_and_said_so(
    ana: Any, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_WAITING", 1)
    one = hook()
    done(ask(ana)), done(ask(ana))
    first, second = sent(one)
    assert (first.state, second.state, second.problem) == (State.WAITING, State.LEFT, "too_many")
    assert carriers(second) == []


def test_a_replay_is_the_same_message_in_a_new_run_and_of_one_that_waits_at_once(
    ana: Any, hook: Hook
) -> None:
    one = hook()
    done(ask(ana))
    (delivery,) = sent(one)
    (first,) = carriers(delivery)
    record.retry(first.pk, begun(first).attempt, "error", "webhook_status", delay=7200)
    deliveries.replay(delivery)
    assert now(first).run_at is None
    assert carriers(delivery) == [first]
    failed(first)
    deliveries.replay(fresh(delivery))
    again = fresh(delivery)
    assert (again.state, again.body) == (State.WAITING, delivery.body)
    assert len(carriers(delivery)) == 2
    assert sent(one) == [again]


def test_old_ones_are_forgotten_and_of_many_all_but_the_newest(
    ana: Any, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_KEPT", 2)
    one = hook()
    for _ in range(5):
        done(ask(ana))
    rows = sent(one)
    old = timezone.now() - timedelta(days=31)
    for row in rows[1:]:
        deliveries.delivered(row)
    (carrier,) = carriers(rows[1])
    done(carrier)
    TaskRun.objects.filter(pk=carrier.pk).update(finished_at=old)
    WebhookDelivery.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(created_at=old)
    deliveries.sweep()
    assert sent(one) == [fresh(rows[0]), *map(fresh, rows[3:])], "what waits is kept"
    assert carriers(rows[1]) == []
    assert TaskName.ENTREGAR_WEBHOOK not in webhooks.tellable()


def test_a_sweep_keeps_up_with_whatever_was_sent(
    ana: Any, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "MOST_KEPT", 1)
    monkeypatch.setattr(deliveries, "BATCH", 2)
    one = hook()
    for _ in range(6):
        done(ask(ana))
    old = timezone.now() - timedelta(days=31)
    rows = sent(one)
    for row in rows:
        deliveries.delivered(row)
        done(*carriers(row))
    TaskRun.objects.filter(task=TaskName.ENTREGAR_WEBHOOK).update(finished_at=old)
    deliveries.sweep()
    assert [row.pk for row in sent(one)] == [rows[-1].pk]
    assert not any(map(carriers, rows))


def test_a_webhook_that_is_deleted_before_a_milestone_is_committed_does_not_undo_it(
    ana: Any, hook: Hook
) -> None:
    one = hook()
    with transaction.atomic():
        run = done(ask(ana))
        (delivery,) = sent(one)
        Webhook.objects.filter(pk=one.pk)._raw_delete("default")  # as others do it, unseen by us
    assert now(run).ended
    assert deliveries.to_send(str(delivery.pk)) is None
    deliveries.sweep()
    assert not WebhookDelivery.objects.filter(pk=delivery.pk).exists()


def test_what_has_arrived_and_that_its_receiver_is_well_are_known_together(
    ana: Any, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: Any) -> None:
        raise ConnectionError

    monkeypatch.setattr(webhooks, "arrived", lost)
    one = hook()
    done(ask(ana))
    (delivery,) = sent(one)
    with pytest.raises(ConnectionError):
        deliveries.delivered(delivery)
    assert fresh(delivery).state == State.WAITING
