"""A video, from the uploaded original to what is played."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Video(models.Model):
    """A film that somebody uploaded.

    `estado` follows the newest run about it (see `proyecto.dominio.estado`). Files lie in the
    default storage: the original under `original`, everything made from it under `carpeta`.
    """

    class Estado(models.TextChoices):
        """Where the video stands."""

        PENDIENTE = "pendiente"
        PROCESANDO = "procesando"
        COMPLETADO = "completado"
        ERROR = "error"

    clave = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="videos"
    )
    titulo = models.CharField(max_length=200)
    estado = models.CharField(max_length=10, choices=Estado, default=Estado.PENDIENTE)
    creado = models.DateTimeField(auto_now_add=True)

    # Name in the storage; empty while a sample is still being made.
    original = models.CharField(max_length=200, blank=True)
    nombre_original = models.CharField(max_length=255, blank=True)
    bytes_original = models.PositiveBigIntegerField(default=0)
    bytes_producidos = models.PositiveBigIntegerField(default=0)

    # What the probe found.
    duracion = models.FloatField(null=True, blank=True)
    ancho = models.PositiveIntegerField(null=True, blank=True)
    alto = models.PositiveIntegerField(null=True, blank=True)
    datos = models.JSONField(default=dict, blank=True)

    # What can be fetched already: the master playlist as soon as it plays, the rest at the end.
    # Keys: hls, mp4, m4a, poster, sprite, vtt; values: names below `carpeta`.
    salidas = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["-creado", "-id"]

    def __str__(self) -> str:
        return self.titulo

    @property
    def carpeta(self) -> str:
        """The folder in the storage of everything made from the original."""
        return f"videos/{self.clave}"

    @property
    def asunto(self) -> str:
        """How runs name this video."""
        return f"video:{self.pk}"

    @property
    def reproducible(self) -> bool:
        """Whether a player can start, be it while the conversion still runs."""
        return "hls" in self.salidas
