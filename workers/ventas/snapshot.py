"""One moment of the database, for as long as it takes to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

BEGIN = {
    # Not Django's own IMMEDIATE, which would keep everybody else from writing.
    "sqlite": "BEGIN DEFERRED",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
}


@contextmanager
def snapshot() -> Iterator[Any]:
    """A connection of its own that sees all data as of one moment, and writes nothing.

    Orders are paid while a report is made; what is read by several queries must add up all the
    same. Its own, because the run writes how far it is meanwhile.
    """
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with connection.cursor() as cursor:
            cursor.execute(BEGIN[connection.vendor])
        yield connection
    finally:
        connection.close()
