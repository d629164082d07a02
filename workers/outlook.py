"""What people are told of how long an attempt will still take, and which of it is kept as a
promise."""

import logging

from django.db import Error

from proyecto.progress import promises
from proyecto.progress.estimate import Span
from proyecto.progress.forecast import MARKS, Forecast, Steady
from proyecto.progress.history import history_of
from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.vocabulary import KINDS

log = logging.getLogger(__name__)

NO_FORECAST = Forecast(None)


class Outlook:
    """Of one attempt. `begun` and every `now` are of the same monotonic clock. What it can't read
    or keep is no reason for the work to stop."""

    def __init__(self, run: TaskRun, begun: float) -> None:
        self.run_id, self.task, self.attempt = run.pk, run.task, run.attempt
        self.begun = begun
        kind = KINDS.get(run.task)
        self._sized = run.size is not None or not (kind and kind.unit)
        self._steady = Steady()
        self._shown: Span | None = None
        self._guess: float | None = None
        self._permille = 0
        self._mark: int | None = None
        self._forecast = self._read(run.size)

    def sized(self, size: float) -> None:
        """How much work it is has turned out only now."""
        self._sized = True
        self._forecast = self._read(size)
        self._steady = Steady()

    def left(self, permille: int, pace: float | None, now: float) -> Span | None:
        """What to show as left; before the size is known, nobody can tell."""
        left = self._forecast.left(permille, now - self.begun, pace) if self._sized else None
        self._guess = left.mid if left else None
        self._shown = self._steady.take(left, now)
        self._permille = permille
        return self._shown

    def keep(self) -> None:
        """Make a promise of what is shown, at the beginning and at each mark; for the thread that
        looks after the run. The teller's thread changes what is shown meanwhile."""
        guess, shown = self._guess, self._shown
        if guess is None:
            return
        mark = max((mark for mark in MARKS if mark <= self._permille), default=0)
        if self._mark is not None and mark <= self._mark:
            return
        moment = Promise.Moment.STARTED if self._mark is None else str(mark)
        self._mark = mark
        promises.make(self.run_id, self.task, self.attempt, moment, guess, shown)

    def _read(self, size: float | None) -> Forecast:
        try:
            return history_of(self.task).forecast(size)
        except Error as error:
            log.warning("no estimate for %s: %s", self.run_id, error)
            return NO_FORECAST
