"""A person who signs in."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Usuario(AbstractUser):
    """A person. Staff see the work of the whole team."""

    # Empty means what the browser asks for.
    idioma = models.CharField(_("language"), max_length=10, blank=True)
    zona_horaria = models.CharField(_("time zone"), max_length=50, blank=True)
    # Whether the weekly summary comes by mail.
    resumen_semanal = models.BooleanField(_("weekly summary by mail"), default=True)
    # Whether the end of a long run comes by mail while no page is open.
    aviso_fin = models.BooleanField(_("mail when a task ends"), default=True)

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="one_account_an_email"
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username
