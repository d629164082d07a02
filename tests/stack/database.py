"""The one database of a session of tests, which every process of it shares.

Rows are really committed, as processes could not see them otherwise; so a test makes its own
people and looks only at its own rows.
"""

import os
from urllib.parse import urlsplit, urlunsplit

from django.core.management import call_command
from django.db import connection


def make_database(url: str) -> str:
    """Make and migrate it; the URL by which processes find it.

    A SQLite file belongs to this session anyway. On a server the name is replaced by that of a
    test database of its own: nothing is ever written to the database that DATABASE_URL names.
    """
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0, interactive=False)
        return url
    # Sessions side by side share the server.
    session = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    connection.settings_dict["TEST"]["NAME"] = f"test_{connection.settings_dict['NAME']}_{session}"
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str) -> None:
    """Leave nothing on a database server, also where a thread that stands still keeps a connection
    open."""
    if connection.vendor == "sqlite":
        return
    name = urlsplit(url).path.lstrip("/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid()",
            [name],
        )
    connection.creation.destroy_test_db(name, verbosity=0)
