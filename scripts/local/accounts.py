"""The two accounts of a first run: a creator, and the team, who see everything.

Their passwords are drawn at random and kept in a file that only this account may read. An account
that exists is left alone, its password too.
"""

from pathlib import Path

from django.contrib.auth import get_user_model
from django.db import transaction

from scripts.local.accounts_file import read_accounts, write_accounts
from scripts.local.passwords import new_password

CREADOR = "creador"
EQUIPO = "equipo"


def make_demo_accounts(file: Path) -> bool:
    """Make those that are missing and write down their passwords; whether there were any."""
    made = {}
    with transaction.atomic():
        for name in (CREADOR, EQUIPO):
            if password := _make_account(name):
                made[name] = password
        if made:
            # Within the transaction: no account whose password nobody has.
            write_accounts(file, read_accounts(file) | made)
    return bool(made)


def _make_account(name: str) -> str | None:
    users = get_user_model()._default_manager
    if users.filter(**{users.model.USERNAME_FIELD: name}).exists():
        return None
    password = new_password()
    make = users.create_superuser if name == EQUIPO else users.create_user
    make(name, password=password)
    return password
