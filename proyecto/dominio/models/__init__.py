"""The domain: people, videos, uploads."""

from proyecto.dominio.models.subida import Subida
from proyecto.dominio.models.usuario import Usuario
from proyecto.dominio.models.video import Video

__all__ = ["Subida", "Usuario", "Video"]
