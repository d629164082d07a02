"""Django's view of this package."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin


class DashboardConfig(AppConfig):
    """Pages, sockets and who may see what."""

    name = "dashboard"


class AdministrationConfig(admin.AdminConfig):
    """Django's administration, behind the door of the pages."""

    default = False
    default_site = "dashboard.admin_site.Site"
