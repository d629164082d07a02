"""A run under way: what its task body has as `self`."""

import threading
import time
from typing import Any

from django.utils import timezone

from proyecto.progress import bar, record
from proyecto.progress.broadcast import Broadcaster
from proyecto.progress.effects import Attempt, Lost
from proyecto.progress.events import TICK, Event, Progress, encoder, plain
from proyecto.progress.live import Refused
from proyecto.progress.models import TaskRun
from proyecto.progress.monitor import tell_again, tell_progress
from workers.effects import Act, Unknown, once
from workers.eta import Pace
from workers.logbook import Logbook
from workers.outcomes import Cancelled, Stop, Superseded
from workers.outlook import Outlook
from workers.patience import patiently

# `update_state` costs five Redis commands, the event for Flower one, each about 1 ms of CPU; once a
# second is enough for who asks Celery.
UPDATE_STATE_SECONDS = 1.0
# A phase with a smaller share of the bar says little about the rest.
TELLING_SHARE = 0.2


class ActiveRun:
    """One attempt of one run. Everything that belongs to it lives here, never on the task object,
    which all runs of a process share. What it lacks (`request`, `retry`, …) is the task's."""

    def __init__(self, task: Any, run: TaskRun) -> None:
        self._task = task
        self.run_id, self.attempt, self.attempts = str(run.pk), run.attempt, run.attempts
        self.owner, self.subject, self.created = run.owner, run.subject, run.created_at
        self._worker, self._milestone = run.worker, run.milestone
        self._live = run.live()
        self._progress: Progress = self._live.progress
        self._floor = self._progress.permille
        self._phase = ""
        self._pace = Pace(time.monotonic())
        self._outlook = Outlook(run, time.monotonic())
        self._lock = threading.Lock()
        self.logbook = Logbook(self.run_id, self.attempt, run.owner_id)
        self._stop: Stop | None = None
        self._dirty = False
        self._done: float | None = None
        self._total: float | None = None
        self._message: str | None = None
        self._speed: float | None = None
        self._preview = self._progress.preview
        self._state_told = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._task, name)

    def report(
        self,
        done: float | None = None,
        total: float | None = None,
        phase: str | None = None,
        message: str | None = None,
        speed: float | None = None,
        preview: int | None = None,
    ) -> None:
        """Say how far the work is: `done` of `total` in the phase's own units.

        Call it as often as you like: it only remembers the newest values (some 100 ns), ten times
        a second at most they are told. A new `phase` is told and kept. Raises `Stop` when the run
        was cancelled or taken over: let it pass, so that what you hold is cleaned up.
        """
        if self._stop is not None:
            raise self._stop
        if phase is not None and phase != self._phase:
            self._enter(phase)
        self._done = done
        self._total = total
        if message is not None:
            if message and message != self._message:
                self.logbook.say(message)
            self._message = message
        if speed is not None:
            self._speed = speed
        if preview is not None:
            self._preview = preview
        self._dirty = True

    def log(self, text: object, level: str = "info") -> None:
        """Say something that the run's page shows as a line of its log: `level` is info, warning
        or error. It costs some microseconds, never raises and never waits. Owners read it: no
        secrets."""
        self.logbook.say(text, level)

    def resumed(self, fraction: float) -> None:
        """The current phase goes on where an earlier attempt left it, `fraction` (0 to 1) done.
        Without this the bar keeps its place until the work has caught up; with 0 it starts anew."""
        with self._lock:
            self._floor = min(self._floor, bar.permille(self._progress, fraction))

    def size(self, size: float) -> None:
        """How much work the run is, in its kind's unit, where that is known only now: how long it
        will take is estimated by what others of this size took."""
        TaskRun.objects.filter(pk=self.run_id, attempt=self.attempt).update(size=size)
        with self._lock:
            self._outlook.sized(size)

    def output(self, **facts: Any) -> None:
        """Part of the result can be used already; `facts` say what."""
        with self._lock:
            self._progress.facts = {**self._progress.facts, **facts}
            self._settle(time.monotonic())
        self._hold(record.output(self.run_id, self.attempt, self._progress))

    def effect(
        self,
        key: str,
        act: Act,
        *,
        kind: str,
        ask: Act | None = None,
        facts: dict[str, Any] | None = None,
        unknown: Unknown = "again",
    ) -> Any:
        """Do something to the world outside once, for whichever run or attempt comes to it.

        `act` does it and gives what is kept (JSON); whoever comes later gets the same without it.
        Where an attempt was lost in the middle, `ask` finds out whether it happened: it gives the
        result, or None if it did not. Without `ask`, `unknown` says whether to do it again or
        to leave it, which gives None. `kind` and `facts` are for people. See docs/new-task.md.
        """
        self.checked()
        by = Attempt(self.run_id, self.attempt)
        try:
            return once(by, key, act, kind=kind, ask=ask, facts=facts, unknown=unknown)
        except Lost as lost:
            self.stop(Cancelled() if lost.cancelled else Superseded())
            raise (self._stop or Superseded()) from lost

    def about(self, subject: str, title: str) -> None:
        """What the run is about, where that is known only now: one that a schedule asked for. What
        follows runs by their subject hears of it with the next phase."""
        mine = TaskRun.objects.filter(pk=self.run_id, attempt=self.attempt)
        mine.update(subject=subject, title=title)
        self.subject = self._live.subject = subject
        self._live.title = title

    def followed(self, subject: str, task: str) -> bool:
        """Whether a run of `task` about `subject` was already asked for: an attempt that was lost
        after it launched what comes next must not launch it again."""
        return TaskRun.objects.filter(
            subject=subject, task=task, created_at__gte=self._live.created
        ).exists()

    def stop(self, why: Stop) -> None:
        """Make the next report raise `why`."""
        self._stop = self._stop or why

    def checked(self) -> None:
        """Raise `Stop` if the run must end, without reporting."""
        if self._stop is not None:
            raise self._stop

    def so_far(self) -> Progress:
        """The newest progress."""
        with self._lock:
            self._settle(time.monotonic())
            return self._progress

    def promise(self) -> None:
        """Keep what was told of the time left, where it is time to (the lease's thread)."""
        self._outlook.keep()

    def tick(self, broadcaster: Broadcaster) -> None:
        """Tell the newest progress if it is newer than what was told (the teller's thread)."""
        if not self._dirty or self._stop is not None:
            return
        self._dirty = False
        with self._lock:
            self._settle(time.monotonic())
            event = encoder.encode(Event(type=TICK, at=timezone.now(), live=self._live))
            meta, n = plain(self._progress), self._milestone
        try:
            at = broadcaster.tick(self.run_id, self.attempt, n, self._live.owner, event)
        except Exception:
            self._dirty = True  # it may be the last word for long, and is still to be told
            raise
        if isinstance(at, Refused):
            self._refused(at.reason)
            return
        now = time.monotonic()
        if now - self._state_told >= UPDATE_STATE_SECONDS:
            if not self._state_told and self.attempt > 1:
                tell_again(self.run_id, self._worker, n)
            self._state_told = now
            self._task.update_state(task_id=self.run_id, state="PROGRESS", meta=meta)
            tell_progress(self.run_id, self._live.task, self._worker, self._progress)

    def _refused(self, reason: str) -> None:
        if reason in {"ended", "fenced"}:
            self.stop(Superseded())
        else:
            self._dirty = True  # a milestone is between: with the next look it will fit

    def _enter(self, phase: str) -> None:
        with self._lock:
            self._settle(time.monotonic())
            bar.enter(self._progress, phase, timezone.now())
            self._progress.permille = max(self._floor, bar.permille(self._progress, 0.0))
            self._phase = phase
            self._done = self._total = self._speed = None
            self._pace = Pace(time.monotonic())
        # What is told of a phase is not worth the work: a database that is away is waited for
        # a little, then the work goes on without.
        patiently(lambda: self._hold(record.phase(self.run_id, self.attempt, self._progress)), 5)

    def _hold(self, kept: TaskRun | None) -> None:
        if kept is None:
            self.stop(Superseded())
            self.checked()
        else:
            self._milestone = kept.milestone
            self.logbook.stir()

    def _settle(self, now: float) -> None:
        progress, done, total = self._progress, self._done, self._total
        progress.message = self._message or ""
        progress.speed, progress.preview = self._speed, self._preview
        progress.done, progress.total = done, total
        progress.eta = None
        if done is not None and total:
            self._floor = max(self._floor, bar.permille(progress, done / total))
            self._pace.note(done, now)
            progress.eta = self._time_left(done, total, now)
        progress.permille = self._floor
        left = self._outlook.left(progress.permille, progress.eta, now)
        progress.low, progress.high = (left.low, left.high) if left else (None, None)

    def _time_left(self, done: float, total: float, now: float) -> float | None:
        here = self._pace.seconds_left(done, total, now)
        weights = {phase.name: phase.weight for phase in self._progress.phases}
        if here is None or not weights:
            return here
        names = list(weights)
        after = sum(weights[name] for name in names[names.index(self._phase) + 1 :])
        mine, whole = weights[self._phase], sum(weights.values())
        if mine + after > 0 and after > 0 and mine / whole < TELLING_SHARE:
            return None
        spent = now - self._pace.started
        return round(here + (spent + here) * after / mine, 1)
