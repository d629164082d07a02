"""What becomes of a run whose task raised something."""

import errno
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerError
from redis import RedisError

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from workers.lease import leaving
from workers.outcomes import Cancelled, Interrupted, Rejected, Stop, Superseded, Transient

# What may pass by itself; anything else that a task raises is a mistake in it.
PASSING = (OSError, OperationalError, InterfaceError, BrokerError, RedisError)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`write` puts it in the ledger. `leave`: Celery is shown what the ledger says and no more;
    else it is given `problem`."""

    write: Callable[[Any, int], TaskRun | None]
    problem: BaseException
    leave: bool = False


def verdict(problem: BaseException) -> Verdict:
    """Judge what a task raised."""
    if isinstance(problem, Stop):
        return Verdict(STOPS[type(problem)], problem, leave=True)
    if isinstance(problem, SystemExit | KeyboardInterrupt):
        return Verdict(record.release if leaving() else _unsaid, problem)
    if isinstance(problem, SoftTimeLimitExceeded):
        return _fail(problem, Cause.TIMEOUT, Cause.TIMEOUT)
    if isinstance(problem, Rejected):
        return _fail(problem, Cause.REJECTED, problem.code, problem.facts, str(problem))
    if isinstance(problem, Transient):
        return _retry(problem, problem.code, problem.facts, problem.detail)
    if isinstance(problem, MemoryError):
        # Celery ends the whole worker over a MemoryError that reaches it.
        return _retry(Transient("out_of_memory"), "out_of_memory", detail=repr(problem))
    if isinstance(problem, PASSING):
        full = isinstance(problem, OSError) and problem.errno == errno.ENOSPC
        return _retry(problem, "disk_full" if full else "io", detail=repr(problem))
    return _fail(problem, Cause.ERROR, "error", detail=repr(problem))


def _unsaid(_run_id: Any, _attempt: int) -> None:
    """Nothing to write. A process that is ended while its worker lives was killed, by a time limit
    or by somebody: its parent sees that and says so, and the attempt counts."""


STOPS: dict[type[Stop], Callable[[Any, int], TaskRun | None]] = {
    Cancelled: record.cancelled,
    Interrupted: record.release,
    Superseded: _unsaid,
}


def _fail(
    problem: BaseException,
    cause: Cause,
    code: str,
    facts: dict[str, Any] | None = None,
    detail: str = "",
) -> Verdict:
    return Verdict(lambda i, n: record.fail(i, n, cause, code, facts, detail), problem)


def _retry(
    problem: BaseException, code: str, facts: dict[str, Any] | None = None, detail: str = ""
) -> Verdict:
    return Verdict(lambda i, n: record.retry(i, n, Cause.ERROR, code, facts, detail), problem)
