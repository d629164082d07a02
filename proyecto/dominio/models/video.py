"""A video, from the uploaded original to what is played."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Video(models.Model):
    """A film that somebody uploaded.

    `estado` follows the newest run about it (see `proyecto.dominio.estado`). Files lie in the
    default storage: the original under `original`, everything made from it under `carpeta`.
    """

    class Estado(models.TextChoices):
        """Where the video stands."""

        PENDIENTE = "pendiente", _("Pending")
        PROCESANDO = "procesando", _("Processing")
        COMPLETADO = "completado", _("Ready")
        ERROR = "error", _("Error")

    clave = models.UUIDField(_("key"), default=uuid.uuid4, unique=True, editable=False)
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="videos",
    )
    titulo = models.CharField(_("title"), max_length=200)
    estado = models.CharField(_("state"), max_length=10, choices=Estado, default=Estado.PENDIENTE)
    creado = models.DateTimeField(_("created"), auto_now_add=True)

    # Name in the storage; empty while a sample is still being made.
    original = models.CharField(_("original"), max_length=200, blank=True)
    nombre_original = models.CharField(_("file name"), max_length=255, blank=True)
    bytes_original = models.PositiveBigIntegerField(_("size of the original, in bytes"), default=0)
    bytes_producidos = models.PositiveBigIntegerField(
        _("size of what was made, in bytes"), default=0
    )

    # What the probe found.
    duracion = models.FloatField(_("length in seconds"), null=True, blank=True)
    ancho = models.PositiveIntegerField(_("width"), null=True, blank=True)
    alto = models.PositiveIntegerField(_("height"), null=True, blank=True)
    datos = models.JSONField(_("technical data"), default=dict, blank=True)

    # What can be fetched already: the master playlist as soon as it plays, the rest at the end.
    # Keys: hls, mp4, m4a, poster, sprite, vtt; values: names below `carpeta`.
    salidas = models.JSONField(_("files made"), default=dict, blank=True)

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
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
