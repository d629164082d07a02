"""What was reported."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Reporte(models.Model):
    """A report about one month."""

    class Tipo(models.TextChoices):
        """What it is about."""

        VENTAS = "ventas", _("Sales")

    class Estado(models.TextChoices):
        """Where it stands; follows the newest run about it."""

        PENDIENTE = "pendiente", _("Pending")
        PROCESANDO = "procesando", _("Processing")
        COMPLETADO = "completado", _("Ready")
        ERROR = "error", _("Error")

    tipo = models.CharField(_("kind"), max_length=10, choices=Tipo, default=Tipo.VENTAS)
    # "2026-10"
    periodo = models.CharField(_("month"), max_length=7)
    # None: made by the schedule, for staff.
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    estado = models.CharField(_("state"), max_length=10, choices=Estado, default=Estado.PENDIENTE)
    # Names in the default storage; empty until made.
    archivo = models.CharField(_("file"), max_length=200, blank=True)
    # Further files by their ending: {"xlsx": name, "csv": name}
    salidas = models.JSONField(_("further files"), default=dict, blank=True)
    # The figures of the cover, for the list.
    datos = models.JSONField(_("figures"), default=dict, blank=True)
    creado = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
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
        return f"{self.get_tipo_display()} {self.periodo}"

    @property
    def carpeta(self) -> str:
        """The folder in the storage of everything made for it."""
        return f"reportes/{self.pk}"

    @property
    def asunto(self) -> str:
        """How runs name this report."""
        return f"reporte:{self.pk}"
