"""Links by which anybody may watch a run."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from proyecto.dominio.models import EnlaceCompartido
from proyecto.progress.admin.links import run_link
from proyecto.progress.admin.truth import Ledger


@admin.register(EnlaceCompartido)
class EnlaceCompartidoAdmin(Ledger):
    """To look at: a link is made and revoked on the run's page. What opens it is kept nowhere."""

    list_display = ("id", "page", "created_by", "created_at", "expires_at", "revoked_at", "views")
    list_filter = ("expires_at", "revoked_at")
    search_fields = ("run", "created_by__username")
    search_help_text = _("The whole id of its run, or the user name of who made it")
    list_select_related = ("run", "created_by")
    ordering = ("-id",)
    fields = ("page", *list_display[2:], "last_seen_at")
    readonly_fields = ("page",)

    @admin.display(description=_("Page"))
    def page(self, link: EnlaceCompartido) -> str:
        """To the run's page."""
        return run_link(link.run_id, link.run.title)
