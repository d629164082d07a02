"""manage.py limpiar_subidas"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dashboard.uploads.expiry import sweep_expired


class Command(BaseCommand):
    """Remove uploads that nobody has gone on with in time, with their parts."""

    help = gettext_lazy("Remove uploads that nobody has gone on with in time.")  # type: ignore[assignment]

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once and say what was done."""
        self.stdout.write(_("%(count)d expired uploads removed.") % {"count": sweep_expired()})
