"""manage.py limpiar_subidas"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from dashboard.uploads.expiry import sweep_expired


class Command(BaseCommand):
    """Remove uploads that nobody has gone on with in time, with their parts."""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """Help in the person's language; argparse takes no lazy text."""
        self.help = _("Remove uploads that nobody has gone on with in time.")
        return super().create_parser(*args, **kwargs)

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep once and say what was done."""
        self.stdout.write(_("%(count)d expired uploads removed.") % {"count": sweep_expired()})
