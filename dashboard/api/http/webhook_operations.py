"""`/webhooks`: those of the token's owner. docs/webhooks.md tells what they receive."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from dashboard.api.http.answers import answered, did, shape
from dashboard.api.http.bearer import READS, WRITES, caller_of
from dashboard.api.http.run_operations import Cursor, Limit
from dashboard.api.http.things import the_one
from dashboard.api.http.webhook_shapes import Delivery, Webhook
from dashboard.api.once import Deed
from dashboard.api.paging import page_of
from dashboard.webhook_words import PROBLEMS
from proyecto.outward.address import LONGEST_URL, Refused
from proyecto.progress import deliveries, models, webhooks
from proyecto.progress.events import plain
from proyecto.progress.tokens import Scope
from proyecto.progress.vocabulary import Milestone

router = Router(tags=["Webhooks"], auth=READS)
Kind = Annotated[str, Field(max_length=100)]


class NewWebhook(Schema, extra="forbid"):
    """Where to, and what of. `team`: of everybody's runs, with the scope `staff`."""

    url: str = Field(max_length=LONGEST_URL)
    milestones: list[Milestone] = Field(list(webhooks.ENDS), min_length=1, max_length=20)
    tasks: list[Kind] = Field([], max_length=50)
    team: bool = False


@router.get("", response=shape("Webhooks"), summary="List webhooks")
def list_webhooks(request: HttpRequest) -> Any:
    """Those for the whole team only with the scope `staff`."""
    return {"webhooks": [_told(hook) for hook in _theirs(caller_of(request))]}


@router.post("", response={201: shape("WebhookSecret")}, auth=WRITES, summary="Make a webhook")
def make_webhook(request: HttpRequest, what: NewWebhook) -> Any:
    """It ends with the token that makes it. Its secret is told this once."""
    caller = caller_of(request)
    if what.team:
        caller.must(Scope.STAFF)
    if unknown := set(what.tasks) - set(webhooks.tellable()):
        sentence = _("There is no kind “%(kind)s”.") % {"kind": min(unknown)}
        raise ApiError(Code.BAD_REQUEST, sentence, field="tasks")
    try:
        url = webhooks.checked(what.url)  # the name service is slow: before the transaction
    except Refused as no:
        raise ApiError(Code.BAD_REQUEST, str(PROBLEMS[no.code]), field="url") from no

    def do() -> Deed:
        token = models.AccessToken.objects.filter(pk=caller.token_id or 0).first()
        try:
            hook, _secret = webhooks.make_webhook(
                caller.person, url, what.milestones, what.tasks, what.team, token
            )
        except webhooks.TooManyWebhooks as many:
            sentence = _("You have %(n)d webhooks already. Delete one first.")
            raise ApiError(Code.CONFLICT, sentence % {"n": webhooks.MOST_WEBHOOKS}) from many
        return Deed(hook.pk, 201)

    return _with_secret(request, caller, do)


@router.get("/{int:webhook_id}", response=shape("Webhook"), summary="One webhook")
def one_webhook(request: HttpRequest, webhook_id: int) -> Any:
    """As it stands."""
    return _told(the_one(_theirs(caller_of(request)), webhook_id))


@router.delete("/{int:webhook_id}", response={204: None}, auth=WRITES, summary="Delete a webhook")
def delete_webhook(request: HttpRequest, webhook_id: int) -> Any:
    """With the log of what was sent to it."""
    the_one(_theirs(caller_of(request)), webhook_id).delete()


@router.post(
    "/{int:webhook_id}/secret", response=shape("WebhookSecret"), auth=WRITES, summary="New secret"
)
def new_secret(request: HttpRequest, webhook_id: int) -> Any:
    """The one before signs too, for a day."""
    caller = caller_of(request)

    def do() -> Deed:
        webhooks.rotate(the_one(_theirs(caller), webhook_id))
        return Deed(webhook_id)

    return _with_secret(request, caller, do)


@router.post("/{int:webhook_id}/on", response=shape("Webhook"), auth=WRITES, summary="Switch on")
def switch_on(request: HttpRequest, webhook_id: int) -> Any:
    """It is told of what happens from now on."""
    return _changed(request, webhook_id, webhooks.switch_on)


@router.post("/{int:webhook_id}/off", response=shape("Webhook"), auth=WRITES, summary="Switch off")
def switch_off(request: HttpRequest, webhook_id: int) -> Any:
    """Nothing more is sent."""
    off = models.Webhook.Off.OWNER
    return _changed(request, webhook_id, lambda hook: webhooks.switch_off(hook, off))


@router.post("/{int:webhook_id}/test", response=shape("Delivery"), auth=WRITES, summary="Test it")
def test_webhook(request: HttpRequest, webhook_id: int) -> Any:
    """A message that tells of nothing, tried once."""
    caller = caller_of(request)

    def do() -> Deed:
        return Deed(_sent(deliveries.send_test(the_one(_theirs(caller), webhook_id))))

    return did(request, do)


@router.get("/{int:webhook_id}/deliveries", response=shape("Deliveries"), summary="What was sent")
def list_deliveries(
    request: HttpRequest, webhook_id: int, limit: Limit = 50, cursor: Cursor = ""
) -> Any:
    """Newest first."""
    hook = the_one(_theirs(caller_of(request)), webhook_id)
    rows, after = page_of(hook.deliveries.all(), cursor, limit, "created_at")
    return {"deliveries": [_sent(row) for row in rows], "next": after}


@router.post(
    "/{int:webhook_id}/deliveries/{delivery_id}/again",
    response=shape("Delivery"),
    auth=WRITES,
    summary="Send again",
)
def send_again(request: HttpRequest, webhook_id: int, delivery_id: UUID) -> Any:
    """The same message under the same id; one that waits, at once."""
    caller = caller_of(request)

    def do() -> Deed:
        rows = the_one(_theirs(caller), webhook_id).deliveries
        deliveries.replay(the_one(rows.select_related("webhook"), delivery_id))
        return Deed(_sent(rows.get(pk=delivery_id)))

    return did(request, do)


def _theirs(caller: Caller) -> Any:
    """Their own; what one for the team tells is for the scope `staff` alone."""
    mine = models.Webhook.objects.filter(owner=caller.pk)
    return mine if caller.is_staff else mine.filter(team=False)


def _with_secret(request: HttpRequest, caller: Caller, do: Callable[[], Deed]) -> Any:
    """What `do` gives is the webhook's id. The secret is none of what a key keeps: it is made anew,
    for whoever did it and asks again."""
    kept = did(request, do)
    hook = the_one(_theirs(caller), int(kept.content))
    body = {"webhook": _told(hook), "secret": webhooks.secret_of(hook.salt)}
    told = answered(body, kept.status_code)
    for name, value in kept.headers.items():
        told.headers.setdefault(name, value)
    return told


def _changed(
    request: HttpRequest, webhook_id: int, change: Callable[[models.Webhook], object]
) -> Any:
    caller = caller_of(request)

    def do() -> Deed:
        change(the_one(_theirs(caller), webhook_id))
        return Deed(_told(the_one(_theirs(caller), webhook_id)))

    return did(request, do)


def _told(hook: models.Webhook) -> Any:
    return plain(
        Webhook(
            id=hook.pk,
            url=hook.url,
            milestones=hook.milestones,
            tasks=hook.tasks,
            team=hook.team,
            by_token=hook.token_id is not None,
            created=hook.created_at,
            failing_since=hook.failing_since,
            off=hook.off,
            off_since=hook.off_at,
        )
    )


def _sent(row: models.WebhookDelivery) -> Any:
    return plain(
        Delivery(
            id=str(row.pk),
            kind=row.kind,
            run=str(row.run) if row.run else None,
            created=row.created_at,
            state=row.state,
            attempts=row.attempts,
            tried=row.tried_at,
            status=row.status,
            ms=row.ms,
            problem=row.problem,
            answer=row.answer,
        )
    )
