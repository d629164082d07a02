"""Every task of the product: Celery finds them here."""

from workers import video, workplace

__all__ = ["video", "workplace"]
