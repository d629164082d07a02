"""manage.py crear_token"""

import os
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from proyecto.progress.tokens import Scope, TooManyTokens, make_token
from scripts.language import speaks_english


class Command(BaseCommand):
    """Make an access token from a shell; its text is printed alone, for scripts."""

    def create_parser(self, *args: Any, **kwargs: Any) -> CommandParser:
        """Help in the person's language; argparse takes no lazy text."""
        with _language():
            self.help = _("Make an access token and print it; it is not shown again.")
            return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, and how far it reaches."""
        parser.add_argument("usuario", help=_("the name of its owner's account"))
        parser.add_argument("--nombre", default="manage.py", help=_("what to call it"))
        parser.add_argument(
            "--permisos",
            nargs="+",
            choices=[str(scope) for scope in Scope],
            default=[str(Scope.READ), str(Scope.WRITE)],
            help=_("what it may (read write)"),
        )
        parser.add_argument(
            "--dias", type=int, default=30, help=_("days that it lives, 0 for ever (30)")
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        with _language():
            name = options["usuario"]
            owner = get_user_model().objects.filter(username=name, is_active=True).first()
            if owner is None:
                raise CommandError(_("There is no account “%(name)s”.") % {"name": name})
            if options["dias"] < 0:
                raise CommandError(_("--dias is a number of days, 0 or more."))
            days = timedelta(days=min(options["dias"], 36500))
            scopes = list(map(Scope, options["permisos"]))
            try:
                until = timezone.now() + days if days else None
                _token, text = make_token(owner, options["nombre"][:100], scopes, until)
            except TooManyTokens:
                sentence = _("“%(name)s” has as many tokens as one may have. Revoke some first.")
                raise CommandError(sentence % {"name": name}) from None
        self.stdout.write(text)


def _language() -> Any:
    return translation.override("en" if speaks_english(os.environ) else "es-mx")
