"""One delivery: what the receiver gets, and what becomes of each answer."""

import json
import socket
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from proyecto.progress import deliveries, webhooks
from proyecto.progress.models import TaskRun, Webhook, WebhookDelivery
from tests.dashboard.runs import ask, done
from tests.outward.receiver import Receiver
from tests.webhooks.conftest import Hook, fresh, sent
from tests.webhooks.test_webhooks import signed
from workers.outcomes import Rejected, Transient
from workers.webhook import entregar_webhook

State = WebhookDelivery.State


@pytest.fixture
def one(ana: Any, hook: Hook) -> WebhookDelivery:
    """A message that is to be delivered."""
    told = hook()
    done(ask(ana))
    return sent(told)[0]


def test_the_receiver_gets_it_signed_once(one: WebhookDelivery, receiver: Receiver) -> None:
    receiver.status, receiver.says = 200, b"thanks\0"
    assert entregar_webhook(str(one.pk)) == {"sent": 1, "status": 200}
    assert entregar_webhook(str(one.pk)) == {"sent": 0}
    (got,) = receiver.got
    secret = webhooks.secret_of(one.webhook.salt)
    stamp = int(got.headers["webhook-timestamp"])
    assert got.headers["webhook-id"] == str(one.pk)
    assert got.headers["webhook-signature"] == signed(secret, str(one.pk), stamp, got.body)
    assert json.loads(got.body)["kind"] == "run.succeeded"
    row = fresh(one)
    assert (row.state, row.status, row.attempts) == (State.DELIVERED, 200, 1)
    assert (row.answer, row.problem) == ("thanks", "")


@pytest.mark.parametrize("status", [301, 400, 404, 429, 500, 503])
def test_any_other_answer_is_tried_again_under_the_same_id(
    one: WebhookDelivery, receiver: Receiver, status: int
) -> None:
    receiver.status = status
    with pytest.raises(Transient):
        entregar_webhook(str(one.pk))
    row = fresh(one)
    assert (row.state, row.status, row.problem) == (State.WAITING, status, "status")
    assert fresh(one.webhook).failing_since is not None
    receiver.status = 204
    entregar_webhook(str(one.pk))
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert (fresh(one).attempts, fresh(one.webhook).failing_since) == (2, None)


def test_who_fails_is_left_alone_for_a_while_but_for_a_last_attempt_or_its_owners_wish(
    ana: Any, hook: Hook, receiver: Receiver
) -> None:
    told = hook()
    done(ask(ana)), done(ask(ana))
    first, second = (str(one.pk) for one in sent(told))
    hour_ago = timezone.now() - timedelta(hours=1)
    Webhook.objects.filter(pk=told.pk).update(failing_since=hour_ago)
    receiver.status = 500
    with pytest.raises(Transient):
        entregar_webhook(first)
    with pytest.raises(Transient) as rest:
        entregar_webhook(second)
    assert (rest.value.code, len(receiver.got)) == ("webhook_rests", 1)
    assert fresh(sent(told)[1]).attempts == 0
    left = fresh(told).rests_until - timezone.now()
    assert timedelta(minutes=29) < left < timedelta(minutes=31)
    carrier = TaskRun.objects.filter(subject=f"webhook:{second}")
    carrier.update(attempt=17)
    with pytest.raises(Transient):
        entregar_webhook(second)
    carrier.update(attempt=1)
    assert len(receiver.got) == 2
    receiver.status = 204
    deliveries.replay(sent(told)[1])
    assert entregar_webhook(second)["sent"] == 1
    assert fresh(told).rests_until is None, "it is back: the others need not wait"


def test_who_is_slow_rests_for_longer_than_it_took(one: WebhookDelivery) -> None:
    deliveries.delivered(one, ms=900)
    assert fresh(one.webhook).rests_until is None
    deliveries.delivered(one, ms=4000)
    left = fresh(one.webhook).rests_until - timezone.now()
    assert timedelta(seconds=15) < left <= timedelta(seconds=20)


def test_gone_switches_it_off_at_once(one: WebhookDelivery, receiver: Receiver) -> None:
    receiver.status = 410
    with pytest.raises(Rejected):
        entregar_webhook(str(one.pk))
    assert fresh(one.webhook).off == Webhook.Off.GONE


def test_nobody_there_is_tried_again(one: WebhookDelivery, receiver: Receiver) -> None:
    receiver.down()
    with pytest.raises(Transient):
        entregar_webhook(str(one.pk))
    assert fresh(one).problem == "unreachable"


def test_a_name_that_meanwhile_leads_inside_is_not_called(
    one: WebhookDelivery, receiver: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: outside when it was registered, and our own machine now."""
    settings.WEBHOOK_NETWORKS = []
    Webhook.objects.filter(pk=one.webhook_id).update(url=f"https://rebind.test:{receiver.port}/")
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", receiver.port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)
    with pytest.raises(Transient):
        entregar_webhook(str(one.pk))
    assert fresh(one).problem == "private"
    assert receiver.got == []


def test_a_test_is_tried_once_also_of_one_that_is_off(hook: Hook, receiver: Receiver) -> None:
    told = hook()
    webhooks.switch_off(told, Webhook.Off.OWNER)
    entregar_webhook(str(deliveries.send_test(told).pk))
    assert json.loads(receiver.got[0].body)["kind"] == "webhook.test"
    receiver.status = 500
    with pytest.raises(Rejected):
        entregar_webhook(str(deliveries.send_test(told).pk))
    assert fresh(told).failing_since is None
