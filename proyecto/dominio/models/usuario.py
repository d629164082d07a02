"""A person who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Usuario(AbstractUser):
    """A person. Staff see the work of the whole team."""

    # Empty means what the browser asks for.
    idioma = models.CharField(max_length=10, blank=True)
    zona_horaria = models.CharField(max_length=50, blank=True)
    # Whether the weekly summary comes by mail.
    resumen_semanal = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
