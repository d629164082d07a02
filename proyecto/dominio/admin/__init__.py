"""Django's admin for the domain, one module a room of it."""

from proyecto.dominio.admin import enlaces, personas, tienda, videos
from proyecto.progress.admin.links import SUBJECTS

SUBJECTS |= {
    "video": "admin:dominio_video_change",
    "imagen": "admin:dominio_imagenproducto_change",
    "reporte": "admin:dominio_reporte_change",
    "pedido": "admin:dominio_pedido_change",
    "lote": "admin:dominio_lote_change",
}

__all__ = ["enlaces", "personas", "tienda", "videos"]
