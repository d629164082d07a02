"""Sistema, for the team: how everything is; hold queues back, drain workers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from celery import current_app
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError
from redis import RedisError

from dashboard.promise_cards import promises_context
from dashboard.system.overview import Observer
from dashboard.system.parts import MANAGE, context
from dashboard.team import View, team_only
from dashboard.views.answers import by_script, done, page, refused
from proyecto.progress import actions, queues, workers

HOME = "sistema"
# A worker answers within milliseconds, unless it is about to be lost.
ANSWER_SECONDS = 2.0


@team_only
@require_safe
def sistema(request: HttpRequest) -> HttpResponse:
    """How everything is."""
    shown = context(Observer().look(), may=request.user.has_perm(MANAGE))
    return render(request, "sistema/sistema.html", page(HOME, **shown, **promises_context()))


def manager_only(view: View) -> View:
    """Of the team, and with the right to manage queues and workers; others are told in words."""

    @team_only
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.has_perm(MANAGE):
            return view(request, *args, **kwargs)
        words = _("Your account may look at queues and workers, not manage them.")
        if by_script(request):
            return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
        raise PermissionDenied(words)

    return guarded


@manager_only
def pausar(request: HttpRequest, queue: str) -> HttpResponse:
    """Have nothing of a queue begin."""
    try:
        queues.pause(queue, request.user)
    except queues.UnknownQueue as unknown:
        raise Http404 from unknown
    return done(request, HOME)


@manager_only
def reanudar(request: HttpRequest, queue: str) -> HttpResponse:
    """Have it go on."""
    queues.resume(queue, request.user)
    return done(request, HOME)


@manager_only
def vaciar(request: HttpRequest, name: str) -> HttpResponse:
    """Have a worker take nothing new, and finish what it has."""
    return _tell(request, name, "drain")


@manager_only
def retomar(request: HttpRequest, name: str) -> HttpResponse:
    """Have it take work again."""
    return _tell(request, name, "undrain")


def _tell(request: HttpRequest, name: str, command: str) -> HttpResponse:
    if name not in {worker.name for worker in workers.alive()}:
        return refused(request, _("This worker is not there any more."), HOME)
    broadcast: Callable[..., Any] = current_app.control.broadcast
    how = {"destination": [name], "reply": True, "limit": 1, "timeout": ANSWER_SECONDS}
    try:
        # Not one that was kept: Redis may have been another one since.
        with current_app.connection_for_write() as connection:
            answers = broadcast(command, connection=connection, **how)
    except (OperationalError, RedisError, OSError):
        answers = None
    if not answers or "ok" not in answers[0].get(name, {}):
        return refused(request, _("The worker did not answer. Try again."), HOME)
    actions.note(request.user, f"worker.{command}", name)
    return done(request, HOME)
