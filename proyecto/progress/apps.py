"""Django's view of this package."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    """Runs and their events."""

    name = "proyecto.progress"
    label = "progress"

    def ready(self) -> None:
        """Tell the team of what fails."""
        from proyecto.progress import alarm

        alarm.listen()
