"""Signing up."""

import logging
import math
from http import HTTPStatus

import redis
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from dashboard.forms.registro import TAKEN, RegistroForm
from dashboard.sign_in import newcomers
from dashboard.sign_in.address import address_of
from dashboard.views.cuenta import speak
from dashboard.welcome import usual_moment, welcome
from proyecto.dominio.models import Usuario
from proyecto.progress.notices import Severity, notice

log = logging.getLogger(__name__)

# The kind of notice that the team gets.
NEW_ACCOUNT = "new_account"


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registrar_usuario(request: HttpRequest) -> HttpResponse:
    """The sign-up page. Whoever makes an account is signed in, and welcomed by mail."""
    if request.user.is_authenticated:
        return redirect("tareas")
    if not settings.REGISTRATION_OPEN:
        return render(request, "registro_cerrado.html", status=HTTPStatus.FORBIDDEN)
    form = RegistroForm(request.POST or None)
    if request.method != "POST":
        return _page(request, form)
    if status := _too_many(request, form):
        return _page(request, form, status)
    if form.by_robot:
        return redirect("entrar")
    user = _made(form)
    return _page(request, form) if user is None else _enter(request, user)


def _made(form: RegistroForm) -> Usuario | None:
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            user = form.save()
            welcome(user, usual_moment())
            _tell_team(user)
    except IntegrityError:
        form.add_error(None, TAKEN)
        return None
    return user


def _tell_team(user: Usuario) -> None:
    """News, all of one day in one line: the team may want to know who comes."""
    facts = {"name": user.username}
    notice(f"{NEW_ACCOUNT}:{timezone.localdate()}", NEW_ACCOUNT, Severity.INFO, facts)


def _enter(request: HttpRequest, user: Usuario) -> HttpResponse:
    login(request, user)
    messages.success(request, _("Welcome! Your account is ready."))
    return speak(redirect("subir"), user.idioma)


def _too_many(request: HttpRequest, form: RegistroForm) -> HTTPStatus | None:
    """Why the form is not looked at; it says so."""
    try:
        seconds = newcomers.take(address_of(request))
    except (redis.RedisError, OSError) as error:
        log.warning("sign-up refused, it can't be counted: %s", error)
        sentence = _(
            "Nobody can sign up at the moment: a service is not answering. Try again soon."
        )
        form.add_error(None, sentence)
        return HTTPStatus.SERVICE_UNAVAILABLE
    if not seconds:
        return None
    minutes = math.ceil(seconds / 60)
    form.add_error(
        None,
        ngettext(
            "Too many attempts to sign up. Try again in %(n)d minute.",
            "Too many attempts to sign up. Try again in %(n)d minutes.",
            minutes,
        )
        % {"n": minutes},
    )
    return HTTPStatus.TOO_MANY_REQUESTS


def _page(
    request: HttpRequest, form: RegistroForm, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "registro.html", {"form": form}, status=status)
