"""What belongs to one person does not exist for another."""

import json
import uuid
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from proyecto.progress import notices
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.notices import notice
from proyecto.progress.vocabulary import Milestone
from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import Visitor
from tests.scripts.waiting import until
from tests.stack.films import upload, video_of
from tests.stack.people import People, Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Say hello for a run; all frames up to "live".
EAVESDROP = """(run) => new Promise((resolve) => {
  const frames = [];
  const socket = new WebSocket(`ws://${location.host}/ws/ui/`);
  socket.onopen = () => socket.send(JSON.stringify(
    {t: "hello", v: 1, view: "tarea", run, lang: "es-mx", at: 0, have: {[run]: ["", 0, 0]}}));
  socket.onmessage = ({data}) => {
    frames.push(data);
    if (JSON.parse(data).t === "live") { socket.close(); resolve(frames); }
  };
})"""


def test_pages_files_and_commands_of_somebody_else_are_not_found(
    visit: Visit, people: People, person: Person, short_film: Path
) -> None:
    run = upload(person.user, short_film)
    mine = visit(person)
    page = mine.live(f"/tareas/{run.pk}/")
    pages.comes_to(pages.run_on(page), "done")
    video = video_of(run)
    media = f"/media/videos/{video.pk}"
    files = [f"{media}/{video.salidas[name]}" for name in ("hls", "mp4", "poster", "sprite", "vtt")]
    theirs = [f"/tareas/{run.pk}/", f"/videos/{video.pk}/", *files]
    stranger = visit(people.sign_in())
    stranger.expects("^404: ", "status of 404")
    assert {path: status(mine, path) for path in theirs} == dict.fromkeys(theirs, 200)
    assert {path: status(stranger, path) for path in theirs} == dict.fromkeys(theirs, 404)
    for path in files:
        assert status(mine, path, Range="bytes=0-9") == 206
        assert status(stranger, path, Range="bytes=0-9") == 404
    assert status(stranger, f"/tareas/{run.pk}/vista.jpg?v=1") == 404
    for command in (f"/tareas/{run.pk}/cancelar/", f"/videos/{video.pk}/borrar/"):
        assert commanded(stranger, command) == 404
    page = stranger.open(f"/tareas/{run.pk}/")
    expect(page.get_by_role("heading", name="Aquí no hay nada")).to_be_visible()
    visitor = visit()
    visitor.expects("^404: ")
    assert [status(visitor, path) for path in files] == [404] * len(files)


def test_nobody_hears_of_somebody_elses_runs(
    visit: Visit, people: People, person: Person, gate: Gate
) -> None:
    stranger = people.sign_in()
    pages_ = [visit(person).live(), visit(stranger).live()]
    runs = [gate.run(person, "De una"), gate.run(stranger, "De otra")]
    for page, title in zip(pages_, ("De una", "De otra"), strict=True):
        pages.stands_in(pages.card(page, title), "uno")
    frames = [json.loads(frame) for frame in pages_[1].evaluate(EAVESDROP, str(runs[0].pk))]
    assert {frame["t"] for frame in frames} <= {"hello", "counts", "gone", "live", "beat", "broker"}
    gate.open_all()
    for page, title, other in zip(
        pages_, ("De una", "De otra"), ("De otra", "De una"), strict=True
    ):
        pages.comes_to(pages.card(page, title), "done")
        assert other not in page.locator("body").inner_text()


def test_what_one_does_the_team_sees_within_a_second_and_a_stranger_never(
    visit: Visit, people: People, person: Person
) -> None:
    waiting = [wait_for_nobody(person, f"Turno {number}") for number in range(5)]
    mine, again = visit(person).live(), visit(person).live()
    team = visit(people.sign_in(is_staff=True)).live()
    stranger = visit(people.sign_in()).live()
    late: list[float] = []
    for run in waiting:
        card = pages.card(mine, run.title)
        card.get_by_role("button", name="Cancelar").click()
        mine.get_by_role("dialog").get_by_role("button", name="Cancelar").click()
        written = until(lambda run=run: run.events.filter(type=Milestone.CANCELLED).first()).at
        for page in (again, team):
            pages.comes_to(pages.card(page, run.title), "cancelled")
            seen = next(s for s in pages.seen(page, str(run.pk)) if s["state"] == "cancelled")
            late.append(seen["at"] / 1000 - written.timestamp())
    # Two cores are busy with more than this: one of them may be kept waiting, most may not.
    assert median(late) < 1, late
    assert not [entry for run in waiting for entry in pages.seen(stranger, str(run.pk))]


def test_who_attends_to_a_notice_is_seen_by_the_rest_of_the_team(
    visit: Visit, people: People
) -> None:
    given = notice(f"two:{uuid.uuid4()}", "run_failed", facts={"task": "procesar_video"})
    first, second = (visit(people.sign_in(is_staff=True)).live("/avisos/") for _ in range(2))
    lines = [page.locator(f"#feed #aviso-{given.pk}") for page in (first, second)]
    lines[0].get_by_role("button", name="Atender").click()
    for line in lines:
        expect(line.locator(".meta").get_by_text("lo atiende")).to_be_visible()
        expect(line.get_by_role("button", name="Atender")).to_have_count(0)
    notices.resolve(given.pk, None)


def wait_for_nobody(person: Person, title: str) -> TaskRun:
    """A run that no worker takes."""
    return launch("procesar_video", 0, owner=person.user, title=title, queue="nobodys")


def status(visitor: Visitor, path: str, **headers: str) -> int:
    """What a request with this person's cookies is answered."""
    answer = visitor.context.request.get(visitor.address + path, headers=headers, max_redirects=0)
    return int(answer.status)


def commanded(visitor: Visitor, path: str) -> int:
    """What a command with this person's token is answered."""
    page: Page = visitor.open("/")
    token: Any = page.locator("meta[name=csrf-token]").get_attribute("content")
    answer = visitor.context.request.post(
        visitor.address + path,
        headers={"X-CSRFToken": token, "Origin": visitor.address},
        max_redirects=0,
    )
    return int(answer.status)
