"""Plans of people: which have run out, and telling their owners."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from proyecto.dominio.models import Suscripcion
from proyecto.mail import keys
from proyecto.mail.letter import letter
from proyecto.progress.models import Effect
from proyecto.progress.vocabulary import TaskName
from workers.base import progress_task
from workers.postman import Postman
from workers.round import to_each

BATCH = 500
# Of what ran out longer ago nobody is told any more, also where no mail is on record.
NEWS = timedelta(days=7)


@progress_task(TaskName.VERIFICAR_SUSCRIPCIONES_VENCIDAS)
def verificar_suscripciones_vencidas(self: Any) -> dict[str, int]:
    """Mark the plans whose time is over, and tell each owner once, however often this runs."""
    now = timezone.now()
    expired = _vencer(self, now)
    with Postman(self) as postman:
        told = to_each(self, list(_untold(now)), lambda one: _tell(postman, one), phase="avisar")
    return {"expired": expired, **told}


def _vencer(run: Any, now: datetime) -> int:
    """How many were marked. Each is asked again as it is written: a plan that is renewed or
    cancelled at this moment stays as it is."""
    due: QuerySet[Suscripcion] = Suscripcion.objects.filter(
        estado=Suscripcion.Estado.ACTIVA, vence__lte=now
    )
    total, expired = due.count(), 0
    run.report(0, max(total, 1), phase="vencer")
    while keys_of_batch := list(due.values_list("pk", flat=True)[:BATCH]):
        expired += due.filter(pk__in=keys_of_batch).update(estado=Suscripcion.Estado.VENCIDA)
        run.report(expired, max(total, expired))
    return expired


def _untold(now: datetime) -> Iterator[Suscripcion]:
    """Those whose owners may not know yet, an attempt that was lost before it wrote included."""
    over = Suscripcion.objects.filter(
        estado=Suscripcion.Estado.VENCIDA, vence__gt=now - NEWS, vence__lte=now
    )
    owned = over.filter(usuario__is_active=True).exclude(usuario__email="")
    found = {_key(one): one for one in owned.select_related("usuario").order_by("vence", "pk")}
    names = list(found)
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        done = Effect.objects.filter(key__in=batch, state=Effect.State.DONE)
        told = set(done.values_list("key", flat=True))
        yield from (found[name] for name in batch if name not in told)


def _tell(postman: Postman, one: Suscripcion) -> str:
    key = _key(one)
    message = letter("suscripcion_vencida", one.usuario, key, {"suscripcion": one})
    return "sent" if postman.deliver(key, message) else "unknown"


def _key(one: Suscripcion) -> str:
    return keys.subscription(one.pk, one.vence)
