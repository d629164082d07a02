"""Every task of the product: Celery finds them here."""

from workers import (
    aviso,
    correo,
    imagen,
    pago,
    pedidos,
    reporte,
    sesiones,
    suscripcion,
    video,
    workplace,
)

__all__ = [
    "aviso",
    "correo",
    "imagen",
    "pago",
    "pedidos",
    "reporte",
    "sesiones",
    "suscripcion",
    "video",
    "workplace",
]
