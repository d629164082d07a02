"""The sample film, for whoever has none at hand: made by a worker, then processed like others."""

import pytest

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from tests.live.story import ended
from tests.scripts.waiting import until
from tests.stack.films import video_of
from tests.stack.people import Person
from tests.stack.visitor import Visitor

pytestmark = pytest.mark.slow


def test_a_sample_film_is_made_and_goes_the_way_of_an_upload(
    visitor: Visitor, person: Person
) -> None:
    assert visitor.post("/subir/muestra/").status == 302
    sample = TaskRun.objects.get(owner=person.user, task="crear_muestra")
    assert ended(sample).state == "SUCCESS"
    film = until(
        lambda: TaskRun.objects.filter(owner=person.user, task="procesar_video").first(), 20
    )
    assert film.subject == sample.subject
    video = video_of(film)
    assert video.original
    assert video.bytes_original > 0
    record.request_cancel(film.pk)
    ended(film)
