"""Avance: the roof (settings, urls, celery) and the floor (dominio, progress)."""

from proyecto.celery import app as celery_app

__all__ = ["celery_app"]
