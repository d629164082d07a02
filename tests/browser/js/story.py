"""Runs that happen as a test tells, and the frames in which the product would tell of them."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from dashboard.fragments import Look, render
from dashboard.frames import milestone_frame
from proyecto.dominio.models import Video
from proyecto.progress import bar, record
from proyecto.progress.broadcast import event_of
from proyecto.progress.events import Position, progress_of
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import Cause, TaskName
from tests.stack.people import Person

EPOCH = "e"
WORKER = "worker-of-a-test"
# A real worker would take part in the story.
NOBODYS = "nobodys"


class Story:
    """One person's runs. `seq` counts what was told of all of them."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.seq = 100

    def run(self, title: str = "Entrevista") -> TaskRun:
        """A queued conversion."""
        video = Video.objects.create(propietario=self.person.user, titulo=title, bytes_original=9)
        return told(
            launch(
                TaskName.PROCESAR_VIDEO,
                video.pk,
                owner=self.person.user,
                title=title,
                subject=video.asunto,
                queue=NOBODYS,
            )
        )

    def running(self, title: str = "Entrevista") -> TaskRun:
        """One that a worker has begun."""
        run = self.run(title)
        return self.begin(run)

    def begin(self, run: TaskRun) -> TaskRun:
        """A worker takes it: the next attempt. Nobody misses it, however long the test takes."""
        begun = record.claim(run.pk, WORKER)
        TaskRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() + timedelta(hours=1))
        return told(begun)

    def converting(self, title: str = "Entrevista") -> TaskRun:
        """One whose pictures are being encoded."""
        return self.phase(self.running(title), "convertir")

    def phase(self, run: TaskRun, name: str = "analizar") -> TaskRun:
        """It enters a phase."""
        progress = progress_of(run.progress)
        bar.enter(progress, name, timezone.now())
        entered = record.phase(run.pk, run.attempt, progress)
        return told(entered)

    def lose(self, run: TaskRun) -> TaskRun:
        """Its worker is gone."""
        lost = record.lose(run.pk, run.attempt)
        return told(lost)

    def fail(self, run: TaskRun) -> TaskRun:
        """It breaks for good."""
        ended = record.fail(run.pk, run.attempt, Cause.ERROR, "error", detail="Traceback: cut")
        return told(ended)

    def succeed(self, run: TaskRun) -> TaskRun:
        """It is done."""
        progress = bar.fresh({"convertir": 1.0})
        ended = record.succeed(run.pk, run.attempt, {}, progress)
        return told(ended)

    def milestone(
        self, run: TaskRun, view: str = "tareas", html: str | None = None, mine: bool = True
    ) -> str:
        """The frame of its newest milestone, with the fragment that the product renders."""
        self.seq += 1
        event = event_of(run.events.order_by("n").last())
        look = Look(view, "es-mx", "America/Mexico_City", False)
        made = render(str(run.pk), look) if html is None else html
        at = Position(EPOCH, self.seq, event.n)
        return milestone_frame(str(run.pk), at, event, look, made, mine=mine)

    def tick(self, run: TaskRun, permille: int, **numbers: Any) -> str:
        """A frame with its numbers: speed, done, total, preview, seq, attempt, epoch, low,
        high."""
        self.seq += 1
        piece = [
            str(run.pk),
            permille,
            numbers.get("speed", 1.4),
            numbers.get("eta", 240),
            numbers.get("done", permille),
            numbers.get("total", 1000),
            numbers.get("preview", 0),
            numbers.get("epoch", EPOCH),
            numbers.get("seq", self.seq),
            numbers.get("attempt", run.attempt),
            numbers.get("low", 190),
            numbers.get("high", 290),
        ]
        return json.dumps({"t": "tick", "j": [piece]})


def told(run: TaskRun | None) -> TaskRun:
    """The run, once the live store knows of it: what is rendered from now on is up to date."""
    assert run is not None, "the ledger refused it"
    teller().drain()
    return run
