"""What people subscribed to."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Suscripcion(models.Model):
    """A plan of one person, until it expires."""

    class Estado(models.TextChoices):
        """Where it stands."""

        ACTIVA = "activa", pgettext_lazy("subscription", "Active")
        VENCIDA = "vencida", pgettext_lazy("subscription", "Expired")
        CANCELADA = "cancelada", pgettext_lazy("subscription", "Cancelled")

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("user"),
        on_delete=models.CASCADE,
        related_name="suscripciones",
    )
    plan = models.CharField(_("plan"), max_length=50)
    estado = models.CharField(_("state"), max_length=10, choices=Estado, default=Estado.ACTIVA)
    inicio = models.DateTimeField(_("start"))
    vence = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering: ClassVar = ["vence", "id"]

    def __str__(self) -> str:
        return f"{self.plan} · {self.usuario}"
