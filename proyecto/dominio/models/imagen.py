"""Pictures of products."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from proyecto.dominio.models.producto import Producto


class ImagenProducto(models.Model):
    """An uploaded picture; the original is kept, what the shop shows is made from it."""

    clave = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    producto = models.ForeignKey(
        Producto, null=True, blank=True, on_delete=models.SET_NULL, related_name="imagenes"
    )
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="imagenes"
    )
    nombre = models.CharField(max_length=255)
    # The original's name in the default storage; empty once it was found to be no picture.
    archivo = models.CharField(max_length=200)
    procesada = models.BooleanField(default=False)
    bytes_original = models.PositiveBigIntegerField(default=0)
    ancho = models.PositiveIntegerField(null=True, blank=True)
    alto = models.PositiveIntegerField(null=True, blank=True)
    # Keys: jpeg, webp, avif, miniatura; values: archivo (the name below `carpeta`), ancho, alto,
    # bytes.
    salidas = models.JSONField(default=dict, blank=True)
    creado = models.DateTimeField(auto_now_add=True)

    class Meta:
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
