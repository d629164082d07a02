"""Django's administration, behind the same door as the pages."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from dashboard.sign_in.door import AdminForm, with_status


class Site(AdminSite):
    """Signing in to it is counted and explained."""

    login_form = AdminForm
    site_header = site_title = _("Avance administration")
    index_title = _("All tables")

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The administration's own sign-in page."""
        return with_status(request, super().login(request, extra_context))
