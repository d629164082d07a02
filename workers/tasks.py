"""Every task of the product: Celery finds them here."""

from workers import (
    correo,
    imagen,
    pago,
    reporte,
    video,
    workplace,
)

__all__ = [
    "correo",
    "imagen",
    "pago",
    "reporte",
    "video",
    "workplace",
]
