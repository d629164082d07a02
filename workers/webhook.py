"""`entregar_webhook`: one message to one receiver, by whichever attempt gets through."""

from typing import Any

from django.conf import settings
from django.utils import timezone

from proyecto.outward.address import Refused, target_of
from proyecto.outward.post import Answer, Unanswered, post
from proyecto.progress import deliveries, webhooks
from proyecto.progress.models import Webhook, WebhookDelivery
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.outcomes import Rejected, Transient

GOOD = range(200, 300)
GONE = 410


@progress_task(TaskName.ENTREGAR_WEBHOOK)
def entregar_webhook(self: Any, delivery_id: str) -> dict[str, int]:
    """Deliver it, unless it was or may not be any more. It is at least once: a worker that is lost
    between the receiver's answer and its record leaves it to be sent again, under the same id."""
    self.report(0, 1, phase="enviar")
    delivery = deliveries.to_send(delivery_id)
    if delivery is None:
        return {"sent": 0}
    if deliveries.rests(delivery):
        raise Transient("webhook_rests")
    answer = _call(delivery)
    if answer.status not in GOOD:
        raise _no(delivery, "webhook_status", status=answer.status)
    deliveries.delivered(delivery, answer.ms)
    self.report(1, 1)
    return {"sent": 1, "status": answer.status}


def _call(delivery: WebhookDelivery) -> Answer:
    """What the receiver answers; the attempt is kept whatever comes of it."""
    body, now = delivery.body.encode(), timezone.now()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Avance-Webhooks/1",
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": webhooks.signature(delivery.webhook, str(delivery.pk), now, body),
    }
    try:
        target = target_of(delivery.webhook.url, settings.WEBHOOK_NETWORKS)
        answer = post(target, body, headers)
    except Refused as no:
        deliveries.tried(delivery, problem=no.code)
        raise _no(delivery, "webhook_refused", why=no.code) from no
    except Unanswered as no:
        deliveries.tried(delivery, ms=no.ms, problem=no.code)
        raise _no(delivery, "webhook_unanswered", no.detail, why=no.code) from no
    problem = "" if answer.status in GOOD else "status"
    deliveries.tried(delivery, answer.ms, answer.status, answer.body, problem)
    return answer


def _no(delivery: WebhookDelivery, code: str, detail: str = "", **facts: Any) -> Exception:
    """What becomes of the run: tried again, unless it was a test or nobody wants it any more."""
    if delivery.kind == deliveries.TEST:
        return Rejected(code, **facts)
    if facts.get("status") == GONE:
        webhooks.switch_off(delivery.webhook, Webhook.Off.GONE)
        return Rejected(code, **facts)
    webhooks.missed(delivery.webhook)
    return Transient(code, detail, **facts)
