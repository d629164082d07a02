"""Runs inside Django, as a child of the supervisor: the tables and the two demo accounts.

It tells how far it is in lines of JSON on stdout: `{"done": 3, "total": 40, "what": "…"}` for each
migration, and at last `{"new_accounts": true}` or false.
"""

import json
import sys
from pathlib import Path

import django


def main() -> int:
    django.setup()
    apply_migrations()
    # Only now: before `setup` there are no models to import.
    from django.conf import settings

    from scripts.local.accounts import make_demo_accounts

    tell(new_accounts=make_demo_accounts(Path(settings.VAR_DIR) / "cuentas.txt"))
    return 0


def apply_migrations() -> None:
    """Bring the tables up to date. Nothing to do costs one look, not a run of `migrate`."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        call_command("migrate", interactive=False, verbosity=1, stdout=_Told(len(plan)))
        connection.close()


class _Told:
    """Counts the migrations that `migrate` reports."""

    def __init__(self, total: int) -> None:
        self.done = 0
        self.total = total

    def write(self, text: str) -> None:
        if text.strip().startswith("Applying "):
            tell(done=self.done, total=self.total, what=text.split()[1].rstrip("."))
            self.done += 1

    def flush(self) -> None:
        """Each line is told as it comes."""


def tell(**fields: object) -> None:
    print(json.dumps(fields), flush=True)


if __name__ == "__main__":
    sys.exit(main())
