"""The main job with real processes: an upload becomes a playable film, and its page hears all."""

from pathlib import Path

import av
import pytest
from django.core.files.storage import default_storage

from tests.stack.films import upload, video_of
from tests.stack.page import Page
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow

STORY = [
    "run.queued",
    "run.started",
    "run.phase",  # analizar
    "run.phase",  # convertir
    "run.output",  # playable while it grows
    "run.phase",  # miniaturas
    "run.phase",  # empaquetar
    "run.phase",  # verificar
    "run.succeeded",
]


def frames_in(name: str) -> int:
    """How many pictures really come out of a stored film."""
    with default_storage.open(name, "rb") as file, av.open(file) as film:
        return sum(1 for _ in film.decode(video=0))


def test_an_open_page_is_told_the_whole_story_of_an_upload_in_order(
    stack: Stack, person: Person, short_film: Path
) -> None:
    with Page(stack.address, person) as page:
        run = upload(person.user, short_film)
        assert page.hears_end(run.pk) == "run.succeeded"

    milestones = page.milestones(run.pk)
    assert milestones == list(enumerate(STORY, start=1))
    bars = [tick[1] for tick in page.ticks(run.pk)]
    assert bars == sorted(bars)
    assert bars[-1] < 1000
    video = video_of(run)
    assert video.estado == "completado"
    assert frames_in(f"{video.carpeta}/{video.salidas['mp4']}") == 90
