"""What is sold."""

from typing import ClassVar

from django.db import models


class Producto(models.Model):
    """A product of the shop."""

    sku = models.CharField(max_length=30, unique=True)
    nombre = models.CharField(max_length=200)
    categoria = models.CharField(max_length=50)
    precio = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering: ClassVar = ["nombre", "id"]

    def __str__(self) -> str:
        return self.nombre
