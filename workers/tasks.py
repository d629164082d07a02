"""Every task of the product: Celery finds them here."""

from workers import (
    imagen,
    video,
    workplace,
)

__all__ = [
    "imagen",
    "video",
    "workplace",
]
