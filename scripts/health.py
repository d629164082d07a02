"""`python -m scripts.health web 8000`: whether a program of this container is well.

For the health checks of compose.yaml: they see only the exit code, people read the sentence. It
loads as little as possible, as it runs again and again.
"""

import argparse
import os
import socket
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proyecto.settings")
SECONDS = 5.0


class Unwell(Exception):
    """It is not; the text says what was found."""


def main(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="python -m scripts.health", description=__doc__)
    options.add_argument("program", choices=sorted(CHECKS))
    options.add_argument("which", nargs="?", default="", help="port, or name of a worker")
    chosen = options.parse_args(arguments)
    try:
        CHECKS[chosen.program](chosen.which)
    except Unwell as problem:
        print(problem)
        return 1
    return 0


def web(port: str) -> None:
    """It answers; asked under a name that it has."""
    from django.conf import settings

    named = next((host for host in settings.ALLOWED_HOSTS if host != "*"), "localhost")
    answers(int(port), "/healthz", named.removeprefix("."))


def flower(port: str) -> None:
    """It answers."""
    answers(int(port), "/healthcheck", "localhost")


def answers(port: int, path: str, host: str) -> None:
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": host})
        status = connection.getresponse().status
    except (HTTPException, OSError) as error:
        raise Unwell(f"port {port}: {error}") from None
    finally:
        connection.close()
    if status != HTTPStatus.OK:
        raise Unwell(f"port {port}: {path} answers {status}")


def worker(name: str) -> None:
    """It hears what is said to workers, and answers: its loop turns, and it reaches Redis."""
    from celery import Celery
    from django.conf import settings
    from kombu.exceptions import OperationalError

    asked = name if "@" in name else f"{name}@{socket.gethostname()}"
    app = Celery(broker=settings.CELERY_BROKER_URL)
    app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    try:
        heard = app.control.ping(destination=[asked], timeout=SECONDS, limit=1)
    except OperationalError as error:
        raise Unwell(f"Redis: {error}") from None
    if not heard:
        raise Unwell(f"{asked} does not answer")


def beat(_which: str) -> None:
    """A beat, this one or the one that it stands by, has renewed its lease lately."""
    from django.db import DatabaseError, connection

    try:
        # Django warns of queries before its models are loaded. Here they never are: loading them
        # takes three quarters of the time of this check.
        with warnings.catch_warnings(action="ignore"), connection.cursor() as cursor:
            cursor.execute("SELECT until FROM progress_lease WHERE role = 'beat'")
            row = cursor.fetchone()
    except DatabaseError as error:
        raise Unwell(f"database: {error}") from None
    if row is None or moment(row[0]) < datetime.now(UTC):
        raise Unwell("no beat has renewed its lease")


def moment(until: datetime) -> datetime:
    """PostgreSQL gives the zone along, SQLite means UTC without saying so."""
    return until if until.tzinfo else until.replace(tzinfo=UTC)


CHECKS: dict[str, Callable[[str], None]] = {
    "beat": beat,
    "flower": flower,
    "web": web,
    "worker": worker,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
