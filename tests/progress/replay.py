"""Years of work in a moment: runs of several kinds that take as long as real ones do, through the
real ledger, on a clock that the test moves."""

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.db import transaction

from proyecto.progress import bar, record
from proyecto.progress.launch import launch
from proyecto.progress.models import Promise, TaskRun
from proyecto.progress.vocabulary import KINDS, Cause, Kind, TaskState
from workers.eta import Pace
from workers.outlook import Outlook

BEGIN = datetime(2027, 3, 1, 6, tzinfo=UTC)
STEPS = 40


@dataclass(frozen=True)
class Trade:
    """One kind of work: sizes between `least` and `most` (none: it has no size), seconds that
    `grow` with it, and how much chance there is in it."""

    name: str
    least: float
    most: float
    each: float
    grow: float
    chance: float


TRADES = (
    Trade("film", 1e2, 1e6, 0.05, 0.85, 0.25),
    Trade("report", 1e2, 1e5, 0.08, 0.7, 0.3),
    Trade("picture", 3e5, 5e7, 4e-5, 0.8, 0.35),
    Trade("letters", 0, 0, 25.0, 0.0, 0.4),
)


class Replay:
    """A workshop with its own kinds, so that no other test's runs are its history."""

    def __init__(self, owner: Any, seed: int) -> None:
        self.owner, self.chance = owner, random.Random(seed)
        self.kinds = [f"{trade.name}-{owner.pk}" for trade in TRADES]
        self.now = BEGIN + timedelta(days=seed)

    @contextmanager
    def open(self) -> Iterator["Replay"]:
        """The kinds are known, and the clock is the test's. Nothing of it is left in the ledger."""
        for name, trade in zip(self.kinds, TRADES, strict=True):
            unit = "bytes" if trade.most else ""
            KINDS[name] = Kind(name, queue="nobody-replay", phases={"work": 1}, unit=unit)
        try:
            with time_machine.travel(self.now, tick=False) as self.clock, transaction.atomic():
                yield self
                transaction.set_rollback(True)
        finally:
            for name in self.kinds:
                del KINDS[name]

    def learn(self, past: int, promised: int) -> None:
        """So many runs of each kind, and then so many in all of which something was promised."""
        self.past(past)
        for _ in range(promised):
            self.one()

    def past(self, runs: int) -> None:
        """So many runs of each kind that ended before anybody made a promise."""
        rows = []
        for index in range(len(TRADES)):
            for _ in range(runs):
                size, seconds = self._work(index)
                began = self.now - timedelta(seconds=seconds)
                rows.append(
                    TaskRun(
                        task=self.kinds[index],
                        queue="nobody-replay",
                        owner=self.owner,
                        size=size,
                        state=TaskState.SUCCESS,
                        created_at=began,
                        started_at=began,
                        finished_at=self.now,
                        changed_at=self.now,
                    )
                )
                self._pass(60)
        TaskRun.objects.bulk_create(rows)

    def one(self) -> dict[str, Promise]:
        """One run of some kind, from launch to its good end; the promises made by moment, of its
        first attempt, or of the last that came so far."""
        self._pass(60)
        index = self.chance.randrange(len(TRADES))
        size, seconds = self._work(index)
        name = self.kinds[index]
        run = launch(name, owner=self.owner, size=size, queue="nobody-replay")
        if self.chance.random() < 0.03:
            self._attempt(run, seconds, until=self.chance.uniform(0.1, 0.9))
            record.retry(run.pk, 1, Cause.ERROR, "io", delay=10)
            self._pass(10)
        held = self._attempt(run, seconds)
        assert record.succeed(run.pk, held.attempt, {}, bar.complete(held.how_far))
        return {row.moment: row for row in run.promises.order_by("-attempt")}

    def _attempt(self, run: TaskRun, seconds: float, until: float = 1.0) -> TaskRun:
        held = record.claim(run.pk, "w")
        assert held is not None
        outlook, pace, begun = Outlook(held, self._seconds()), Pace(self._seconds()), self.now
        bend = math.exp(self.chance.gauss(0, 0.15))  # no bar is quite even
        for step in range(STEPS):
            share = step / STEPS
            if share >= until:
                break
            self.now = begun + timedelta(seconds=seconds * share**bend)
            self.clock.move_to(self.now, tick=False)
            now = self._seconds()
            pace.note(share, now)
            outlook.left(int(1000 * share), pace.seconds_left(share, 1.0, now), now)
            outlook.keep()
        self.now = begun + timedelta(seconds=seconds * until)
        self.clock.move_to(self.now, tick=False)
        return held

    def _work(self, index: int) -> tuple[float | None, float]:
        """How much, and how long it takes: one worker in eight is slow."""
        trade, chance = TRADES[index], self.chance
        size = (
            math.exp(chance.uniform(math.log(trade.least), math.log(trade.most)))
            if trade.most
            else None
        )
        mean = trade.each * (size**trade.grow if size else 1) + 5
        slow = 2.5 if chance.random() < 0.12 else 1.0
        return size, mean * slow * math.exp(chance.gauss(0, trade.chance))

    def _seconds(self) -> float:
        return self.now.timestamp()

    def _pass(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        if hasattr(self, "clock"):
            self.clock.move_to(self.now, tick=False)
