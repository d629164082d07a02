"""`ProgressTask`: the life of a run, from the claim to its end, on one class."""

import logging
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NoReturn

from billiard.exceptions import WorkerLostError
from celery import Task, shared_task
from celery.exceptions import Ignore, Retry
from celery.signals import worker_process_shutdown
from celery.worker.request import Request
from django.utils import timezone
from redis import RedisError

from proyecto.progress import record, trace
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.rescue import note_lost
from proyecto.progress.results import show
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import KINDS, Cause, TaskName, TaskState
from workers.active import ActiveRun
from workers.effects import Act, once
from workers.lease import keeper
from workers.outcomes import Rejected, Transient
from workers.patience import patiently
from workers.verdict import verdict

log = logging.getLogger(__name__)

# An end that can't be written is worth waiting for: the work is done.
END_SECONDS = 60.0
trace.role = "avance-worker"


@worker_process_shutdown.connect
def _send_spans(**_: Any) -> None:
    """A child of the pool ends without what Python does at the end of a process."""
    trace.flush()


class RunRequest(Request):
    """Notices in the worker's parent what kills a child before it can say so itself."""

    def on_failure(self, exc_info: Any, *args: Any, **kwargs: Any) -> Any:
        """A child is gone, or it reports a failure."""
        # Billiard wraps what its pool raises itself.
        if isinstance(getattr(exc_info.exception, "exc", exc_info.exception), WorkerLostError):
            self._note(Cause.WORKER_LOST)
        return super().on_failure(exc_info, *args, **kwargs)

    def on_timeout(self, soft: bool, timeout: float) -> Any:
        """A time limit is over; the hard one kills the child."""
        if not soft:
            self._note(Cause.TIMEOUT)
        return super().on_timeout(soft, timeout)

    def _note(self, cause: Cause) -> None:
        try:
            note_lost(self.id, f"{self.hostname}:{self.worker_pid}", cause)
        except RedisError as error:
            log.warning("the lease will tell that %s was lost: %s", self.id, error)


class ProgressTask(Task):
    """A task with runs. Its body gets an `ActiveRun` as `self`; see docs/new-task.md."""

    abstract = True
    Request = "workers.base:RunRequest"
    throws = (Rejected, Transient)
    acks_late = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Claim the run, do the work, record how it ended."""
        if self.request.called_directly:
            return self.run(*args, **kwargs)
        run = self._claim(args, kwargs)
        facts = {"avance.run": str(run.pk), "avance.attempt": run.attempt}
        with trace.span(f"run {self.name}", "consumer", run.traceparent, fine=Ignore, **facts):
            return self._attempt(run, args, kwargs)

    def _attempt(self, run: TaskRun, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        active = ActiveRun(self, run)
        body: Any = type(self).run  # unbound: its `self` is the run, not the shared task
        try:
            with keeper().holding(active):
                result = body(active, *args, **kwargs)
        except BaseException as problem:  # noqa: BLE001 - every end is recorded, then raised
            self._ended_badly(active, problem)
        self._ended_well(active, result)
        return result

    def report(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the body was called as a plain function, so there is no run."""

    resumed = output = size = checked = log = report

    def effect(self, key: str, act: Act, **how: Any) -> Any:
        """The same as in a run: what was done by whomever is not done again."""
        return once(None, key, act, **how)

    def apply_async(  # type: ignore[override]  # what the ledger has no use for is in `options`
        self,
        args: Any = None,
        kwargs: Any = None,
        task_id: str | None = None,
        countdown: float | None = None,
        eta: Any = None,
        expires: float | datetime | None = None,
        queue: Any = None,
        retry: bool = True,
        retry_policy: dict[str, Any] | None = None,
        **options: Any,
    ) -> Any:
        """Launch a run: the row first, so that neither a broker that is away nor an ETA beyond
        its visibility time-out can lose or double it. Without `retry` the policy counts for
        nothing, and the rescuer still wakes a worker as soon as it can."""
        run_at = timezone.now() + timedelta(seconds=countdown) if countdown else _moment(eta)
        run = launch(
            self.name,
            *(args or ()),
            run_id=task_id,
            run_at=run_at,
            expires=_moment(expires),
            queue=getattr(queue, "name", queue),
            retry_policy=retry_policy if retry else None,
            **(kwargs or {}),
        )
        return self.AsyncResult(str(run.pk))

    def retry(self, *args: Any, exc: Exception | None = None, **options: Any) -> Any:
        """Try again later: the row says when."""
        raise Transient("error", detail=repr(exc) if exc else "") from exc

    def _claim(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TaskRun:
        run_id, worker = str(self.request.id), f"{self.request.hostname}:{os.getpid()}"
        run = record.claim(run_id, worker)
        if run is None and not TaskRun.objects.filter(pk=run_id).exists():
            launch(self.name, *args, run_id=run_id, **kwargs)  # a message from elsewhere
            run = record.claim(run_id, worker)
        if run is None:
            record.expire(run_id)
            self._leave(run_id)
        return run

    def _ended_well(self, active: ActiveRun, result: Any) -> None:
        done = self._record(
            lambda: record.succeed(active.run_id, active.attempt, result, active.so_far())
        )
        if done is None:
            if TaskRun.objects.filter(pk=active.run_id, cancel_requested_at__isnull=False).exists():
                record.cancelled(active.run_id, active.attempt)
            self._leave(active.run_id)
        active.logbook.close()
        teller().drain()

    def _ended_badly(self, active: ActiveRun, problem: BaseException) -> NoReturn:
        """Record how it ended, and raise what Celery is to store."""
        judged = verdict(problem)
        run = self._record(lambda: judged.write(active.run_id, active.attempt))
        active.logbook.close()  # what a database that was away did not take
        teller().drain()
        late = run is None or run.state == TaskState.REVOKED
        if judged.leave or (late and isinstance(problem, Exception)):
            self._leave(active.run_id)
        log.warning("attempt %s of %s: %r", active.attempt, active.run_id, problem)
        if run is not None and run.state == TaskState.RETRY:
            raise Retry(run.error, _exception(judged.problem), when=run.run_at)
        raise judged.problem

    def _record(self, act: Callable[[], TaskRun | None]) -> TaskRun | None:
        return patiently(act, END_SECONDS)

    def _leave(self, run_id: str) -> NoReturn:
        """Another delivery or attempt has the run, or it has ended: show Celery its true state,
        which this delivery has just overwritten with STARTED."""
        run = TaskRun.objects.filter(pk=run_id).first()
        if run is not None:
            show(run)
        raise Ignore


def _moment(given: Any) -> Any:
    """Times without a zone are those of the project, as in Celery."""
    naive = isinstance(given, datetime) and timezone.is_naive(given)
    return timezone.make_aware(given, timezone.get_default_timezone()) if naive else given


def _exception(problem: BaseException) -> Exception | None:
    return problem if isinstance(problem, Exception) else None


def progress_task(name: TaskName, **options: Any) -> Callable[[Callable[..., Any]], Any]:
    """Make a function a task with runs. Its phases, queue and limits stand in the vocabulary."""
    kind = KINDS[name]
    return shared_task(
        bind=True, base=ProgressTask, name=str(name), max_retries=kind.attempts - 1, **options
    )
