"""Which notices a member of the team asks for, and in which pages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from proyecto.progress import notices
from proyecto.progress.models import Notification

# As the address names them; "" is what is open and not muted, whoever looks after it.
STATES = ("", "mios", "asignados", "silenciados", "resueltos")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what makes no sense in it is passed over."""

    estado: str
    tipo: str
    gravedad: str

    @property
    def open(self) -> bool:
        """Whether what is asked for may still change."""
        return self.estado != "resueltos"

    @property
    def narrow(self) -> bool:
        """Whether something is left out that another choice would show."""
        return bool(self.tipo or self.gravedad)

    def rows(self, user: Any) -> QuerySet[Notification]:
        """The notices, for one member of the team."""
        rows = Notification.objects.filter(_in_state(self.estado, user))
        if self.tipo:
            rows = rows.filter(kind=self.tipo)
        if self.gravedad:
            rows = rows.filter(severity=self.gravedad)
        return rows


def filters_of(query: QueryDict) -> Filters:
    """What an address asks for."""
    estado, gravedad = query.get("estado", ""), query.get("gravedad", "")
    return Filters(
        estado=estado if estado in STATES else "",
        tipo=query.get("tipo", "")[:50],
        gravedad=gravedad if gravedad in Notification.Severity.values else "",
    )


def kinds_known() -> list[str]:
    """Every kind of which there ever was one."""
    return sorted(Notification.objects.order_by().values_list("kind", flat=True).distinct())


def _in_state(estado: str, user: Any) -> Q:
    now = timezone.now()
    if estado == "resueltos":
        return Q(resolved_at__isnull=False)
    if estado == "silenciados":
        return Q(resolved_at=None, muted_until__gt=now)
    held = Q()
    if estado == "mios":
        held = Q(acknowledged_by=user)
    elif estado == "asignados":
        held = Q(acknowledged_at__isnull=False)
    return Q(resolved_at=None) & held & (notices.aloud(now) if not estado else Q())
