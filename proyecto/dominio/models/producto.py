"""What is sold."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Producto(models.Model):
    """A product of the shop."""

    sku = models.CharField(_("SKU"), max_length=30, unique=True)
    nombre = models.CharField(_("name"), max_length=200)
    categoria = models.CharField(_("category"), max_length=50)
    precio = models.DecimalField(_("price"), max_digits=10, decimal_places=2)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering: ClassVar = ["nombre", "id"]

    def __str__(self) -> str:
        return self.nombre
