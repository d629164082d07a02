"""What the tests of this folder know of a run under way and of a finished film."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import psutil
from django.core.files.storage import default_storage

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import ENDED
from tests.scripts.waiting import until
from tests.stack.films import upload, video_of
from tests.stack.page import Page
from tests.stack.people import Person
from tests.stack.stack import Stack


def now(run: TaskRun) -> TaskRun:
    """The row as it is."""
    return TaskRun.objects.get(pk=run.pk)


def ended(run: TaskRun, seconds: float = 90) -> TaskRun:
    """The run, once it has come to its end."""
    until(lambda: now(run).state in ENDED, seconds)
    return now(run)


def kept(run: TaskRun) -> list[tuple[int, str]]:
    """Number and type of each milestone in the ledger."""
    return list(run.events.order_by("n").values_list("n", "type"))


def frames_in(path: Path) -> int:
    """How many pictures a film of the tests has, by its index."""
    with av.open(str(path), "r") as film:
        return film.streams.video[0].frames


def frames_of(run: TaskRun) -> int:
    """How many pictures really come out of the finished film."""
    video = video_of(run)
    name = f"{video.carpeta}/{video.salidas['mp4']}"
    with default_storage.open(name, "rb") as file, av.open(file, "r") as film:
        return len(list(film.decode(video=0)))


def converting(page: Page, run: TaskRun, permille: int = 200) -> None:
    """Wait until the conversion is well under way and plays already."""
    page.hears(run.pk, "run.output", 60)
    page.sees(run.pk, permille)
    assert not now(run).ended, "the film is too short for this machine"


@contextmanager
def conversion(stack: Stack, person: Person, film: Path) -> Iterator[tuple[Page, TaskRun]]:
    """A page, and the film that it watches being converted."""
    with Page(stack.address, person) as page:
        run = upload(person.user, film)
        converting(page, run)
        yield page, run


def turns_out_well(page: Page, run: TaskRun, film: Path) -> None:
    """Wait for its end: the page was told everything in order, and no picture is missing."""
    assert page.hears_end(run.pk, 120) == "run.succeeded"
    assert page.milestones(run.pk) == kept(run), "the page was not told what is kept"
    assert frames_of(run) == frames_in(film), "pictures are missing"


def holder(run: TaskRun) -> psutil.Process:
    """The worker process that holds a run."""
    return psutil.Process(int(now(run).worker.rpartition(":")[2]))


def seconds_until(condition: Callable[[], object], patience: float) -> float:
    """How long it took until something became true."""
    started = time.monotonic()
    until(condition, patience)
    return time.monotonic() - started
