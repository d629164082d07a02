"""An upload under way."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class Subida(models.Model):
    """A file that arrives in parts. How much has arrived is the size of the part file
    (`settings.UPLOAD_DIR/<id>.part`): the disk can't disagree with itself.

    It ends by becoming a video (`video` set) or by expiring.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    propietario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subidas"
    )
    nombre = models.CharField(max_length=255)
    tipo = models.CharField(max_length=100, blank=True)
    bytes_total = models.PositiveBigIntegerField()
    creada = models.DateTimeField(auto_now_add=True)
    caduca = models.DateTimeField(db_index=True)
    video = models.OneToOneField(
        "dominio.Video", null=True, blank=True, on_delete=models.CASCADE, related_name="subida"
    )

    class Meta:
        ordering: ClassVar = ["-creada"]

    def __str__(self) -> str:
        return self.nombre
