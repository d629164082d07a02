"""Every task of the product: Celery finds them here."""

from workers import (
    imagen,
    reporte,
    video,
    workplace,
)

__all__ = [
    "imagen",
    "reporte",
    "video",
    "workplace",
]
