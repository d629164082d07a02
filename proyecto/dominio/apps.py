"""Django's view of this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DominioConfig(AppConfig):
    """People and what they work on."""

    name = "proyecto.dominio"
    label = "dominio"
    verbose_name = _("People, videos and shop")

    def ready(self) -> None:
        """Let the domain follow its runs, and people hear of their ends."""
        from proyecto.dominio import aviso_fin, estado

        estado.follow_runs()
        aviso_fin.follow_ends()
