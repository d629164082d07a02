"""What webhooks are told: one row a message, in the transaction of its milestone, and a run of the
ledger that brings it.

A run that brings one is told to nobody, so that no message leads to another. A message is the same
at every attempt, its id too: it may arrive twice, never changed.
"""

import json
import uuid
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from proyecto.progress import record, webhooks
from proyecto.progress.events import encoder
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun, Webhook, WebhookDelivery
from proyecto.progress.record import run_moved
from proyecto.progress.vocabulary import Milestone, TaskName

State = WebhookDelivery.State

TEST = "webhook.test"
NOBODY = uuid.UUID(int=0)
# More that wait are left: who is away must not fill the queues for all others.
MOST_WAITING = 1000
# What is kept of those that are over.
MOST_KEPT = 500
KEPT = timedelta(days=30)
BATCH = 500
# In one sweep: whoever sweeps has other things to do.
MOST_BATCHES = 20
LONGEST_ANSWER = 500
UNDONE = frozenset({Milestone.FAILED, Milestone.CANCELLED, Milestone.EXPIRED})


def listen() -> None:
    """Start listening."""
    run_moved.connect(_moved, dispatch_uid="progress.deliveries")


def _moved(run: TaskRun, type: Milestone, **_: Any) -> None:  # noqa: A002 - the signal's own word
    if run.task == TaskName.ENTREGAR_WEBHOOK:
        if type in UNDONE:
            waiting = WebhookDelivery.objects.filter(carrier=run.pk, state=State.WAITING)
            waiting.update(state=State.FAILED)
        return
    on = Webhook.objects.filter(off="").select_related("owner")
    for hook in on.filter(Q(owner=run.owner_id) | Q(team=True)):
        wanted = str(type) in hook.milestones and (not hook.tasks or run.task in hook.tasks)
        if wanted and webhooks.may_hear(hook, run):
            _send(hook, str(type), message_of(run, str(type)), run)


def message_of(run: TaskRun, kind: str) -> str:
    """A milestone as the API's sockets tell it. Its place in the live store is not known yet, and
    is not needed: `n` says all."""
    event = {
        "type": "event",
        "run": str(run.pk),
        "at": {"n": run.milestone, "epoch": "", "seq": 0},
        "kind": kind,
        "time": run.changed_at,
        "live": run.live(),
    }
    return encoder.encode(event).decode()


def send_test(hook: Webhook) -> WebhookDelivery:
    """A message that tells of nothing, tried once."""
    said = {"type": "test", "kind": TEST, "time": timezone.now().isoformat()}
    return _send(hook, TEST, json.dumps(said))


def replay(delivery: WebhookDelivery) -> None:
    """Bring it again, or at last now: the same message, with the same id."""
    webhooks.wake_up(delivery.webhook)
    with transaction.atomic():
        locked = WebhookDelivery.objects.select_for_update().get(pk=delivery.pk)
        carrier = TaskRun.objects.filter(pk=locked.carrier or NOBODY).first()
        if locked.state == State.WAITING and carrier is not None and not carrier.ended:
            record.move(carrier.pk, None)
            return
        locked.carrier = uuid.uuid4()
        locked.state = State.WAITING
        locked.save(update_fields=["carrier", "state"])
        _carry(locked, delivery.webhook)


def to_send(delivery_id: str) -> WebhookDelivery | None:
    """The message, if it is still to be sent and may be; else it is left."""
    found = WebhookDelivery.objects.select_related("webhook__owner").filter(pk=delivery_id).first()
    if found is None or found.state != State.WAITING:
        return None
    run = TaskRun.objects.filter(pk=found.run).first() if found.run else None
    hook = found.webhook
    if found.kind == TEST:
        may = hook.owner.is_active
    else:
        may = not hook.off and run is not None and webhooks.may_hear(hook, run)
    if not may:
        _over(found, State.LEFT, problem="no_right" if not hook.off else hook.off)
        return None
    return found


def tried(
    delivery: WebhookDelivery,
    ms: int | None = None,
    status: int | None = None,
    answer: bytes = b"",
    problem: str = "",
) -> None:
    """One attempt was made, and this came of it."""
    WebhookDelivery.objects.filter(pk=delivery.pk).update(
        attempts=F("attempts") + 1,
        tried_at=timezone.now(),
        status=status,
        ms=ms,
        answer=answer.decode(errors="replace").replace("\0", "")[:LONGEST_ANSWER],
        problem=problem,
    )


def rests(delivery: WebhookDelivery) -> bool:
    """Whether its receiver is to be left alone just now. The last attempt is made all the same."""
    until = delivery.webhook.rests_until
    if until is None or until <= timezone.now() or delivery.kind == TEST:
        return False
    carrier = TaskRun.objects.filter(pk=delivery.carrier or NOBODY).first()
    return carrier is not None and carrier.attempt < carrier.attempts


def delivered(delivery: WebhookDelivery, ms: int = 0) -> None:
    """The receiver has it."""
    with transaction.atomic():
        _over(delivery, State.DELIVERED, problem="")
        webhooks.arrived(delivery.webhook, timedelta(milliseconds=ms))


def sweep() -> None:
    """Forget what is old, and of each webhook all but the newest; and the runs that brought them,
    which nobody reads."""
    old = timezone.now() - KEPT
    over = WebhookDelivery.objects.exclude(state=State.WAITING)
    over.filter(created_at__lt=old).delete()
    WebhookDelivery.objects.exclude(webhook__in=Webhook.objects.all()).delete()
    for hook_id in Webhook.objects.values_list("pk", flat=True):
        mine = over.filter(webhook=hook_id).order_by("-created_at", "id")
        _delete(mine, MOST_KEPT)
    _delete(TaskRun.objects.filter(task=TaskName.ENTREGAR_WEBHOOK, finished_at__lt=old))


def _delete(rows: QuerySet[Any], keep: int = 0) -> None:
    """All but the first, some at a time."""
    for _ in range(MOST_BATCHES):
        doomed = list(rows.values_list("pk", flat=True)[keep : keep + BATCH])
        if not doomed:
            return
        rows.model._default_manager.filter(pk__in=doomed).delete()


def _send(hook: Webhook, kind: str, body: str, run: TaskRun | None = None) -> WebhookDelivery:
    waiting = hook.deliveries.filter(state=State.WAITING)[:MOST_WAITING].count()
    full = waiting >= MOST_WAITING
    with transaction.atomic():
        delivery = WebhookDelivery.objects.create(
            webhook=hook,
            run=run.pk if run else None,
            kind=kind,
            body=body,
            created_at=timezone.now(),
            carrier=None if full else uuid.uuid4(),
            state=State.LEFT if full else State.WAITING,
            problem="too_many" if full else "",
        )
        if not full:
            _carry(delivery, hook)
    return delivery


def _carry(delivery: WebhookDelivery, hook: Webhook) -> None:
    # Nobody's run: its webhook's page says more, and the team sees that there are such.
    launch(
        TaskName.ENTREGAR_WEBHOOK,
        str(delivery.pk),
        run_id=delivery.carrier,
        title=webhooks.host_of(hook),
        subject=f"webhook:{delivery.pk}",
    )


def _over(delivery: WebhookDelivery, state: State, **fields: Any) -> None:
    waiting = WebhookDelivery.objects.filter(pk=delivery.pk, state=State.WAITING)
    waiting.update(state=state, **fields)
