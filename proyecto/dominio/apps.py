"""Django's view of this package."""

from django.apps import AppConfig


class DominioConfig(AppConfig):
    """People and what they work on."""

    name = "proyecto.dominio"
    label = "dominio"

    def ready(self) -> None:
        """Let the domain follow its runs."""
        from proyecto.dominio import estado

        estado.follow_runs()
