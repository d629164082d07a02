"""Django's view of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    """Runs and their events."""

    name = "proyecto.progress"
    label = "progress"
    verbose_name = _("Tasks and notices")

    def ready(self) -> None:
        """Tell the team of what fails, and webhooks of what happens; score what was promised."""
        from proyecto.progress import alarm, deliveries, promises

        alarm.listen()
        deliveries.listen()
        promises.listen()
