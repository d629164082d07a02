"""What was reported."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Reporte(models.Model):
    """A report about one month."""

    class Tipo(models.TextChoices):
        """What it is about."""

        VENTAS = "ventas"

    class Estado(models.TextChoices):
        """Where it stands; follows the newest run about it."""

        PENDIENTE = "pendiente"
        PROCESANDO = "procesando"
        COMPLETADO = "completado"
        ERROR = "error"

    tipo = models.CharField(max_length=10, choices=Tipo, default=Tipo.VENTAS)
    # "2026-10"
    periodo = models.CharField(max_length=7)
    # None: made by the schedule, for staff.
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    estado = models.CharField(max_length=10, choices=Estado, default=Estado.PENDIENTE)
    # Names in the default storage; empty until made.
    archivo = models.CharField(max_length=200, blank=True)
    # Further files by their ending: {"xlsx": name, "csv": name}
    salidas = models.JSONField(default=dict, blank=True)
    # The figures of the cover, for the list.
    datos = models.JSONField(default=dict, blank=True)
    creado = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-creado", "-id"]
        # One a person and month, and one of the team: asking again makes it anew.
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["tipo", "periodo", "propietario"], name="one_report_a_person_and_month"
            ),
            models.UniqueConstraint(
                fields=["tipo", "periodo"],
                condition=models.Q(propietario__isnull=True),
                name="one_report_of_the_team_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tipo} {self.periodo}"

    @property
    def carpeta(self) -> str:
        """The folder in the storage of everything made for it."""
        return f"reportes/{self.pk}"

    @property
    def asunto(self) -> str:
        """How runs name this report."""
        return f"reporte:{self.pk}"
