"""Pictures of products."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proyecto.dominio.models.producto import Producto


class ImagenProducto(models.Model):
    """An uploaded picture; the original is kept, what the shop shows is made from it."""

    clave = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    producto = models.ForeignKey(
        Producto,
        verbose_name=_("product"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="imagenes",
    )
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="imagenes",
    )
    nombre = models.CharField(_("name"), max_length=255)
    # The original's name in the default storage; empty once it was found to be no picture.
    archivo = models.CharField(_("file"), max_length=200)
    procesada = models.BooleanField(_("processed"), default=False)
    bytes_original = models.PositiveBigIntegerField(_("size of the original, in bytes"), default=0)
    ancho = models.PositiveIntegerField(_("width"), null=True, blank=True)
    alto = models.PositiveIntegerField(_("height"), null=True, blank=True)
    # Keys: jpeg, webp, avif, miniatura; values: archivo (the name below `carpeta`), ancho, alto,
    # bytes.
    salidas = models.JSONField(_("files made"), default=dict, blank=True)
    creado = models.DateTimeField(_("created"), auto_now_add=True)

    class Meta:
        verbose_name = _("product picture")
        verbose_name_plural = _("product pictures")
        ordering: ClassVar = ["-creado", "-id"]

    def __str__(self) -> str:
        return self.nombre

    @property
    def carpeta(self) -> str:
        """The folder in the storage of everything made from the original."""
        return f"imagenes/{self.clave}"

    @property
    def asunto(self) -> str:
        """How runs name this picture."""
        return f"imagen:{self.pk}"
