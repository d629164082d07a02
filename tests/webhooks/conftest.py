"""Receivers on this machine, which webhooks of the tests may call; and whose runs they hear of."""

import ipaddress
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from proyecto.progress.models import Webhook, WebhookDelivery
from proyecto.progress.webhooks import checked, make_webhook
from tests.outward.receiver import Receiver, receiving
from tests.stack.people import People

LOOPBACK = "127.0.0.0/8"
Hook = Callable[..., Webhook]


@pytest.fixture
def ana(people: People, redis_process: Any) -> Any:
    """Somebody."""
    return people.new()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """One that is up."""
    settings.WEBHOOK_NETWORKS = [ipaddress.ip_network(LOOPBACK)]
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def hook(receiver: Receiver, ana: Any) -> Iterator[Hook]:
    """Make one of Ana's; gone after the test, so that nobody else's runs are told."""
    made: list[Webhook] = []

    def make(owner: Any = None, **given: Any) -> Webhook:
        hook, _ = make_webhook(owner or ana, checked(receiver.url), **given)
        made.append(hook)
        return hook

    yield make
    for one in made:
        Webhook.objects.filter(pk=one.pk).delete()


def sent(hook: Webhook) -> list[WebhookDelivery]:
    """What it was told, or is to be, in the order in which it happened."""
    return list(hook.deliveries.order_by("created_at"))


def fresh(row: Any) -> Any:
    """The row as it is."""
    return type(row).objects.get(pk=row.pk)
