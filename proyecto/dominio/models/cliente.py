"""Who buys."""

from typing import ClassVar

from django.db import models


class Cliente(models.Model):
    """A customer of the shop."""

    class Region(models.TextChoices):
        """Where the goods go, in the words of the shop."""

        NORTE = "norte"
        OCCIDENTE = "occidente"
        CENTRO = "centro"
        SUR = "sur"
        SURESTE = "sureste"

    nombre = models.CharField(max_length=200)
    email = models.EmailField()
    region = models.CharField(max_length=10, choices=Region)
    creado = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["nombre", "id"]

    def __str__(self) -> str:
        return self.nombre
