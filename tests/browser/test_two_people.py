"""What belongs to one person does not exist for another."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.visitor import Visitor
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
