"""Tasks that write to people: welcome, the week of each person, the day of the team."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from proyecto.dominio import baja
from proyecto.dominio.models import Usuario
from proyecto.dominio.resumen_diario import dia
from proyecto.dominio.resumen_semanal import readers, semana
from proyecto.mail import keys
from proyecto.mail.letter import letter
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.outcomes import Rejected
from workers.postman import Postman
from workers.round import Counted, to_each


@progress_task(TaskName.ENVIAR_EMAIL_BIENVENIDA)
def enviar_email_bienvenida(self: Any, usuario_id: int) -> dict[str, Any]:
    """Welcome somebody who has just signed up: once, however often it is asked for."""
    self.report(0, 1, phase="preparar")
    user = _person(usuario_id)
    key = keys.welcome(user.pk)
    message = letter("bienvenida", user, key, {})
    self.report(0, 1, phase="enviar")
    with Postman(self) as postman:
        receipt = postman.deliver(key, message)
    return receipt or {"to": user.email, "unknown": True}


@progress_task(TaskName.ENVIAR_RESUMEN_SEMANAL)
def enviar_resumen_semanal(self: Any, usuario_id: int | None = None) -> Counted:
    """Tell each person what they got done in the week before this one, or one person only. Whoever
    did nothing in it, or does not want to hear of it, gets nothing."""
    self.report(0, 1, phase="preparar")
    users = list(readers()) if usuario_id is None else [_person(usuario_id)]
    with Postman(self) as postman:
        return to_each(self, users, lambda user: _week(postman, user))


@progress_task(TaskName.ENVIAR_RESUMEN_DIARIO)
def enviar_resumen_diario(self: Any) -> Counted:
    """Tell the team what ran yesterday, on a Monday since Friday: how it went, why what failed
    did, and what waits."""
    self.report(0, 1, phase="preparar")
    day = dia()
    team = list(Usuario.objects.filter(is_active=True, is_staff=True).exclude(email=""))
    with Postman(self) as postman:

        def tell(user: Usuario) -> str:
            key = keys.daily(day.last, user.pk)
            message = letter("resumen_diario", user, key, {"dia": day})
            return "sent" if postman.deliver(key, message) else "unknown"

        return to_each(self, team, tell)


def _week(postman: Postman, user: Usuario) -> str:
    week = semana(user) if user.resumen_semanal else None
    if week is None:
        return "nothing"
    key = keys.weekly(week.name, user.pk)
    stop = settings.SITE_URL + reverse("baja", args=[baja.token_of(user)])
    facts = {"semana": week, "stop": stop}
    message = letter("resumen_semanal", user, key, facts, baja.headers(stop))
    return "sent" if postman.deliver(key, message) else "unknown"


def _person(usuario_id: int) -> Usuario:
    """Whom to write to."""
    user = Usuario.objects.filter(pk=usuario_id, is_active=True).first()
    if user is None:
        raise Rejected("no_account")
    try:
        validate_email(user.email)
    except ValidationError:
        raise Rejected("no_address") from None
    return user
