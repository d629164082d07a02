"""Django's view of this package."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Pages, sockets and who may see what."""

    name = "dashboard"
