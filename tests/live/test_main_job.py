"""The main job with real processes: an upload becomes a playable film, and its page hears all."""

from pathlib import Path
from typing import Any

import pytest

from tests.live.story import ended, frames_of, kept
from tests.scripts.waiting import until
from tests.stack.films import upload, video_of
from tests.stack.page import Page
from tests.stack.people import People, Person
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


def test_an_open_page_is_told_the_whole_story_of_an_upload_in_order(
    stack: Stack, person: Person, short_film: Path
) -> None:
    with Page(stack.address, person) as page:
        run = upload(person.user, short_film)
        assert page.hears_end(run.pk) == "run.succeeded"
    assert page.milestones(run.pk) == list(enumerate(STORY, start=1))
    bars = [tick[1] for tick in page.ticks(run.pk)]
    assert bars == sorted(bars)
    assert bars[-1] < 1000
    assert video_of(run).estado == "completado"
    assert frames_of(run) == 90


def test_a_long_conversion_moves_the_bar_in_many_steps(
    stack: Stack, person: Person, long_film: Path
) -> None:
    with Page(stack.address, person) as page:
        run = upload(person.user, long_film)
        page.hears_end(run.pk)
    bars = {tick[1] for tick in page.ticks(run.pk)}
    assert len(bars) >= 10
    places = [tuple(tick[7:9]) for tick in page.ticks(run.pk)]
    assert places == sorted(places), "no tick came after a newer one"


def test_every_device_of_a_person_and_the_team_see_the_same(
    stack: Stack, person: Person, people: People, short_film: Path
) -> None:
    staff = people.sign_in(is_staff=True)
    with (
        Page(stack.address, person) as first,
        Page(stack.address, people.again(person.user)) as second,
        Page(stack.address, staff) as team,
    ):
        run = upload(person.user, short_film)
        with Page(stack.address, person, "tarea", run=str(run.pk), lang="en") as own:
            for page in (first, second, team, own):
                page.hears_end(run.pk)
    for page in (first, second, team, own):
        assert page.milestones(run.pk) == kept(run)


def test_who_comes_late_is_brought_up_to_date_by_one_hello(
    stack: Stack, person: Person, short_film: Path
) -> None:
    run = upload(person.user, short_film)
    ended(run)
    with Page(stack.address, person, "tarea", run=str(run.pk)) as page:
        assert page.milestones(run.pk) == kept(run)
        newest = page.told("ms")[-1]
        assert f'id="run-{run.pk}"' in newest["html"]
        assert all(not frame["html"] for frame in page.told("ms")[:-1])
    with Page(stack.address, person, "tarea", run=str(run.pk)) as again:
        again.close()
        again.open()
        assert again.milestones(run.pk) == kept(run)


def test_the_page_of_a_run_is_told_what_its_task_and_ffmpeg_say(
    stack: Stack, person: Person, short_film: Path, tmp_path: Path
) -> None:
    damaged = bytearray(short_film.read_bytes())
    here = damaged.index(b"mdat") + 3 * (len(damaged) - damaged.index(b"mdat")) // 4
    damaged[here : here + 64] = bytes(64)
    path = tmp_path / "damaged.mp4"
    path.write_bytes(damaged)
    run = upload(person.user, path)
    with Page(stack.address, person, "tarea", run=str(run.pk)) as page:
        page.hears_end(run.pk)
        until(lambda: any("ffmpeg: " in line[4] for line in logged(page)))
    keys = [line[0] for line in logged(page)]
    assert len(keys) == len(set(keys))
    assert any("h264" in line[4] for line in logged(page))
    assert not [line for line in logged(page) if str(stack.place.folder) in line[4]]


def logged(page: Page) -> list[list[Any]]:
    return [line for frame in page.told("log") for line in frame["lines"]]
