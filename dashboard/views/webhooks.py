"""Webhooks of a person: made, looked at, tried, switched off and on. The secret is shown once."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dashboard.forms.webhook import WebhookForm
from dashboard.views.answers import done, page
from dashboard.webhook_cards import delivery_cards, hook_card
from proyecto.progress import deliveries, webhooks
from proyecto.progress.models import Webhook

MOST_SHOWN = 50
View = Callable[..., HttpResponse]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def lista(request: HttpRequest) -> HttpResponse:
    """Those that there are, and a new one."""
    form = WebhookForm(request.user, request.POST or None)
    made = form.make() if request.method == "POST" and form.is_valid() else None
    if made is not None:
        return _shown(request, *made)
    cards = [hook_card(hook) for hook in _mine(request).order_by("-created_at", "-pk")]
    status = 400 if request.method == "POST" else 200
    context = page("", cards=cards, form=form)
    return render(request, "webhooks/lista.html", context, status=status)


@login_required
@never_cache
@require_safe
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """One, with what was sent to it."""
    return _shown(request, get_object_or_404(_mine(request), pk=webhook_id))


def _command(view: View) -> Callable[..., HttpResponse]:
    """Something that its owner does with one of theirs."""

    @login_required
    @never_cache
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, webhook_id: int, **more: Any) -> HttpResponse:
        return view(request, get_object_or_404(_mine(request), pk=webhook_id), **more)

    return answer


@_command
def secreto(request: HttpRequest, hook: Webhook) -> HttpResponse:
    """A new secret."""
    return _shown(request, hook, webhooks.rotate(hook), rotated=True)


@_command
def probar(request: HttpRequest, hook: Webhook) -> HttpResponse:
    """A message that tells of nothing."""
    deliveries.send_test(hook)
    return done(request, "webhook", hook.pk, sentence=_("A test is on its way."))


@_command
def apagar(request: HttpRequest, hook: Webhook) -> HttpResponse:
    """Nothing more is sent."""
    webhooks.switch_off(hook, Webhook.Off.OWNER)
    return done(request, "webhook", hook.pk)


@_command
def encender(request: HttpRequest, hook: Webhook) -> HttpResponse:
    """It is told again."""
    webhooks.switch_on(hook)
    return done(request, "webhook", hook.pk)


@_command
def borrar(request: HttpRequest, hook: Webhook) -> HttpResponse:
    """It is gone, with what is known of it."""
    hook.delete()
    return done(request, "webhooks", sentence=_("The webhook was deleted."))


@_command
def repetir(request: HttpRequest, hook: Webhook, delivery_id: UUID) -> HttpResponse:
    """The same message again, or at last now."""
    deliveries.replay(get_object_or_404(hook.deliveries, pk=delivery_id))
    return done(request, "webhook", hook.pk, sentence=_("It is sent again, under the same id."))


def _mine(request: HttpRequest) -> Any:
    return Webhook.objects.filter(owner=request.user.pk)


def _shown(
    request: HttpRequest, hook: Webhook, secret: str = "", rotated: bool = False
) -> HttpResponse:
    sent = delivery_cards(hook.deliveries.order_by("-created_at", "id")[:MOST_SHOWN])
    context = page("", card=hook_card(hook), sent=sent, secret=secret, rotated=rotated)
    return render(request, "webhooks/webhook.html", context)
