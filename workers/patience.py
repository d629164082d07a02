"""Waiting for a database that is away for a moment."""

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections

log = logging.getLogger(__name__)
T = TypeVar("T")
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 5.0


def patiently(act: Callable[[], T], seconds: float) -> T | None:
    """Do `act`, again and again while the database is locked or away, for at most `seconds`.
    None when it stayed away; what else goes wrong is raised."""
    deadline, wait = time.monotonic() + seconds, FIRST_WAIT_SECONDS
    while True:
        try:
            return act()
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() + wait > deadline:
                log.error("the database stayed away for %s s: %s", seconds, error)
                return None
            log.warning("the database is away, waiting: %s", error)
            close_old_connections()
            time.sleep(wait)
            wait = min(LONGEST_WAIT_SECONDS, wait * 2)
