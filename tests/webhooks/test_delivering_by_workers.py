"""Deliveries by a real worker: through its death, and through the receiver's."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from proyecto.progress.models import TaskRun, WebhookDelivery
from proyecto.progress.rescue import Rescuer
from proyecto.progress.vocabulary import TaskState
from tests.dashboard.runs import ask, done
from tests.outward.receiver import Receiver
from tests.scripts.waiting import until
from tests.stack.place import Place
from tests.stack.redis import RedisProcess
from tests.stack.stack import Stack
from tests.webhooks.conftest import LOOPBACK, Hook, fresh, sent

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def crew(place: Place, redis_process: RedisProcess, committed: None) -> Iterator[Stack]:
    """A worker, who may call receivers on this machine."""
    environment = {**place.environment, "WEBHOOK_NETWORKS": LOOPBACK}
    with Stack(place, environment, redis_process) as stack:
        yield stack.start("general")


@pytest.fixture(autouse=True)
def rescuer(crew: Stack) -> Iterator[None]:
    """As in every web process."""
    rescuer = Rescuer()

    def work() -> None:
        rescuer.run()
        connections.close_all()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield
    rescuer.stop()
    thread.join(10)


def carrier(delivery: WebhookDelivery) -> TaskRun:
    return TaskRun.objects.get(pk=delivery.carrier)


def test_a_worker_that_is_killed_in_the_middle_leaves_it_to_be_delivered_under_the_same_id(
    crew: Stack, ana: Any, hook: Hook, receiver: Receiver
) -> None:
    one = hook()
    receiver.gate.clear()
    done(ask(ana))
    (delivery,) = sent(one)
    until(lambda: receiver.got)
    crew["general"].kill()
    crew.restart("general")
    receiver.gate.set()
    until(lambda: fresh(delivery).state == WebhookDelivery.State.DELIVERED, 40)
    assert [got.headers["webhook-id"] for got in receiver.got] == [str(delivery.pk)] * 2
    assert len({got.body for got in receiver.got}) == 1
    assert carrier(delivery).attempt == 2


def test_a_receiver_that_comes_back_gets_what_it_missed(
    crew: Stack, ana: Any, hook: Hook, receiver: Receiver
) -> None:
    one = hook()
    receiver.down()
    run = done(ask(ana))
    (delivery,) = sent(one)
    until(lambda: carrier(delivery).state == TaskState.RETRY, 30)
    assert fresh(one).failing_since is not None
    receiver.up()
    until(lambda: fresh(delivery).state == WebhookDelivery.State.DELIVERED, 40)
    (got,) = receiver.got
    assert got.headers["webhook-id"] == str(delivery.pk)
    assert str(run.pk) in got.body.decode()
    assert fresh(one).failing_since is None
