"""Runs under way whose numbers move: what a worker with a hundred conversions would tell."""

import random
from typing import Any

from django.utils import timezone

from proyecto.dominio.models import Video
from proyecto.progress import bar, record
from proyecto.progress.broadcast import Broadcaster
from proyecto.progress.events import TICK, Event, encoder, progress_of
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import TaskName, TaskState

SECONDS_LEFT = 600


class Moving:
    """One of them. The process's own teller asks it ten times a second; a page hears of it four
    times a second."""

    def __init__(self, run: TaskRun) -> None:
        self.run_id, self.attempt, self.n = str(run.pk), run.attempt, run.milestone
        self._live, self._progress = run.live(), run.how_far
        self._live.progress = self._progress
        self._progress.total = 7200.0
        self._done = random.randint(100, 2000)

    def tick(self, broadcaster: Broadcaster) -> None:
        """A few frames further."""
        self._done += random.randint(1, 6)
        progress = self._progress
        progress.done = float(self._done)
        progress.permille = bar.permille(progress, min(1.0, self._done / 7200))
        progress.speed = round(random.uniform(0.8, 2.4), 1)
        progress.eta = SECONDS_LEFT * random.uniform(0.5, 1.5)
        # What is shown of it: a worker moves it less often, here its words change all the time.
        progress.low, progress.high = 0.8 * progress.eta, 1.3 * progress.eta
        event = encoder.encode(Event(type=TICK, at=timezone.now(), live=self._live))
        broadcaster.tick(self.run_id, self.attempt, self.n, self._live.owner, event)


class Crowd:
    """`count` running conversions of a person."""

    def __init__(self, person: Any, count: int) -> None:
        self._all = [Moving(begin(person, number)) for number in range(count)]
        teller().drain(60)
        self.first = self._all[0].run_id

    def move(self) -> None:
        """All go on."""
        for one in self._all:
            teller().attach(one)

    def stand(self) -> None:
        """None says anything."""
        for one in self._all:
            teller().detach(one)


def begin(person: Any, number: int) -> TaskRun:
    """One that is being encoded."""
    video = Video.objects.create(
        propietario=person, titulo=f"Entrevista {number}", bytes_original=10**8, duracion=240.0
    )
    asked = launch(
        TaskName.PROCESAR_VIDEO,
        video.pk,
        owner=person,
        title=video.titulo,
        subject=video.asunto,
    )
    held = record.claim(asked.pk, "bench")
    assert held
    progress = progress_of(held.progress)
    for name in ("analizar", "convertir"):
        bar.enter(progress, name, timezone.now())
    run = record.phase(held.pk, held.attempt, progress)
    assert run
    return run


def history(person: Any, count: int) -> None:
    """Runs that ended, of before."""
    now = timezone.now()
    TaskRun.objects.bulk_create(
        TaskRun(
            task=TaskName.PROCESAR_VIDEO,
            queue="video",
            title=f"Archivo {number}",
            owner=person,
            state=TaskState.SUCCESS,
            created_at=now,
            changed_at=now,
            finished_at=now,
        )
        for number in range(count)
    )
