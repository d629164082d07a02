"""Runs in every state for the tests of this folder; no worker takes them."""

import uuid
from typing import Any

from proyecto.dominio.models import Video
from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.vocabulary import Cause


def ask(owner: Any, **given: Any) -> TaskRun:
    """A run that waits."""
    given = {"queue": f"nobody-{uuid.uuid4()}", "title": "Playa"} | given
    return launch("procesar_video", 0, owner=owner, **given)


def now(run: TaskRun) -> TaskRun:
    """The row as it is."""
    return TaskRun.objects.get(pk=run.pk)


def begun(run: TaskRun) -> TaskRun:
    """The same, held by a worker."""
    assert record.claim(run.pk, "w")
    return now(run)


def done(run: TaskRun) -> TaskRun:
    """The same, finished well."""
    held = begun(run)
    assert record.succeed(run.pk, held.attempt, {}, held.how_far)
    return now(run)


def failed(run: TaskRun, cause: Cause = Cause.ERROR, error: str = "error") -> TaskRun:
    """The same, failed."""
    assert record.fail(run.pk, begun(run).attempt, cause, error)
    return now(run)


def told(run: TaskRun) -> TaskRun:
    """The same, once everything about it was published."""
    teller().drain()
    return now(run)


def a_video(owner: Any, **fields: Any) -> Video:
    """A row without files."""
    return Video.objects.create(propietario=owner, titulo="Playa", **fields)
