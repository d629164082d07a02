"""Every task of the product, and what a worker says of itself: Celery finds them here."""

from workers import (
    aviso,
    aviso_fin,
    aviso_webhook,
    correo,
    heartbeat,
    imagen,
    pago,
    pedidos,
    reporte,
    sesiones,
    suscripcion,
    video,
    webhook,
    workplace,
)

__all__ = [
    "aviso",
    "aviso_fin",
    "aviso_webhook",
    "correo",
    "heartbeat",
    "imagen",
    "pago",
    "pedidos",
    "reporte",
    "sesiones",
    "suscripcion",
    "video",
    "webhook",
    "workplace",
]
