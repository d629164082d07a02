"""Who buys."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Cliente(models.Model):
    """A customer of the shop."""

    class Region(models.TextChoices):
        """Where the goods go, in the words of the shop."""

        NORTE = "norte", _("North")
        OCCIDENTE = "occidente", _("West")
        CENTRO = "centro", _("Centre")
        SUR = "sur", _("South")
        SURESTE = "sureste", _("Southeast")

    nombre = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"))
    region = models.CharField(_("region"), max_length=10, choices=Region)
    creado = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering: ClassVar = ["nombre", "id"]

    def __str__(self) -> str:
        return self.nombre
