"""What people subscribed to."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Suscripcion(models.Model):
    """A plan of one person, until it expires."""

    class Estado(models.TextChoices):
        """Where it stands."""

        ACTIVA = "activa"
        VENCIDA = "vencida"
        CANCELADA = "cancelada"

    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suscripciones"
    )
    plan = models.CharField(max_length=50)
    estado = models.CharField(max_length=10, choices=Estado, default=Estado.ACTIVA)
    inicio = models.DateTimeField()
    vence = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["vence", "id"]

    def __str__(self) -> str:
        return f"{self.plan} · {self.usuario}"
