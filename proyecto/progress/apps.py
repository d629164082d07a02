"""Django's view of this package."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """Runs and their events."""

    name = "proyecto.progress"
    label = "progress"
