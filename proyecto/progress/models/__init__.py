"""The ledger's tables."""

from proyecto.progress.models.action import Action
from proyecto.progress.models.counter import Counter
from proyecto.progress.models.digest import Digest
from proyecto.progress.models.effect import Effect
from proyecto.progress.models.lease import Lease
from proyecto.progress.models.log import RunLog
from proyecto.progress.models.notification import Notification, NotificationEvent
from proyecto.progress.models.once import IdempotencyKey
from proyecto.progress.models.pause import QueuePause
from proyecto.progress.models.promise import Promise
from proyecto.progress.models.run import RunEvent, TaskRun
from proyecto.progress.models.slot import Slot
from proyecto.progress.models.token import AccessToken
from proyecto.progress.models.webhook import Webhook, WebhookDelivery
from proyecto.progress.models.written import WrittenEntry

__all__ = [
    "AccessToken",
    "Action",
    "Counter",
    "Digest",
    "Effect",
    "IdempotencyKey",
    "Lease",
    "Notification",
    "NotificationEvent",
    "Promise",
    "QueuePause",
    "RunEvent",
    "RunLog",
    "Slot",
    "TaskRun",
    "Webhook",
    "WebhookDelivery",
    "WrittenEntry",
]
