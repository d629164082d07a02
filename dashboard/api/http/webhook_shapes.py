"""What is answered about webhooks; see `shapes`."""

from datetime import datetime

from msgspec import Struct


class Webhook(Struct):
    """Who is told over HTTP. `tasks` empty: of all kinds. `off` is empty while it is on, else why
    nothing is sent: owner, gone, failing. `failing_since`: nothing has arrived since. `by_token`:
    made by a token, and ends with it."""

    id: int
    url: str
    milestones: list[str]
    tasks: list[str]
    team: bool
    by_token: bool
    created: datetime
    failing_since: datetime | None
    off: str
    off_since: datetime | None


class Webhooks(Struct):
    """All of them, newest first."""

    webhooks: list[Webhook]


class WebhookSecret(Struct):
    """The webhook, and the secret by which its messages are signed from now on."""

    webhook: Webhook
    secret: str


class Delivery(Struct):
    """A message. `id` is its `webhook-id`; `state` is waiting, delivered, failed or left; `problem`
    why the last attempt came to nothing, in a closed word; `answer` how what came back began."""

    id: str
    kind: str
    run: str | None
    created: datetime
    state: str
    attempts: int
    tried: datetime | None
    status: int | None
    ms: int | None
    problem: str
    answer: str


class Deliveries(Struct):
    """A page of messages, newest first."""

    deliveries: list[Delivery]
    next: str


SHAPES = (Webhook, Webhooks, WebhookSecret, Delivery, Deliveries)
