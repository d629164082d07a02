"""An upload under way."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Subida(models.Model):
    """A file that arrives in parts. How much has arrived is the size of the part file
    (`settings.UPLOAD_DIR/<id>.part`): the disk can't disagree with itself.

    It ends by becoming what it is for (`video` or `imagen` set) or by expiring.
    """

    class Proposito(models.TextChoices):
        """What becomes of it."""

        VIDEO = "video", _("Video")
        IMAGEN = "imagen", _("Picture")

    id = models.UUIDField(_("identifier"), primary_key=True, default=uuid.uuid4, editable=False)
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("owner"),
        on_delete=models.CASCADE,
        related_name="subidas",
    )
    proposito = models.CharField(
        _("purpose"), max_length=10, choices=Proposito, default=Proposito.VIDEO, editable=False
    )
    nombre = models.CharField(_("file name"), max_length=255)
    tipo = models.CharField(_("file type"), max_length=100, blank=True)
    bytes_total = models.PositiveBigIntegerField(_("size in bytes"))
    creada = models.DateTimeField(_("created"), auto_now_add=True)
    caduca = models.DateTimeField(_("expires"), db_index=True)
    video = models.OneToOneField(
        "dominio.Video",
        verbose_name=_("video"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="subida",
    )
    imagen = models.OneToOneField(
        "dominio.ImagenProducto",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="subida",
    )
    # What the picture is to show, where the person said so.
    producto = models.ForeignKey(
        "dominio.Producto",
        verbose_name=_("product"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        ordering: ClassVar = ["-creada"]

    def __str__(self) -> str:
        return self.nombre

    @property
    def hecho(self) -> Any:
        """What it has become: its Video or ImagenProducto, None while bytes are missing."""
        return self.video or self.imagen

    @property
    def terminada(self) -> bool:
        """Whether it has become something."""
        return bool(self.video_id or self.imagen_id)
