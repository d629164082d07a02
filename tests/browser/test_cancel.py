"""Stop means stop: at once, and nothing is left; and what was stopped can be had again."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import pages
from tests.browser.conftest import Visit
from tests.scripts.waiting import until
from tests.stack.films import files_of, upload, video_of
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CANCEL_SECONDS = 2.0


def test_a_run_is_cancelled_within_two_seconds_and_tried_again_to_the_end(
    visit: Visit, stack: Stack, person: Person, film: Path
) -> None:
    run = upload(person.user, film)
    page = visit(person).live(f"/tareas/{run.pk}/")
    root = pages.is_under_way(pages.run_on(page), 60)
    until(lambda: stack["video"].children("ffmpeg"))
    root.get_by_role("button", name="Cancelar").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("¿Cancelar esta tarea?")
    asked = time.monotonic()
    question.get_by_role("button", name="Cancelar").click()
    pages.comes_to(root, "cancelled", 10)
    assert time.monotonic() - asked <= CANCEL_SECONDS
    until(lambda: not stack["video"].children("ffmpeg"), CANCEL_SECONDS)
    assert files_of(video_of(run)) == []

    root.get_by_role("button", name="Reintentar").click()
    expect(page).not_to_have_url(f"{stack.address}/tareas/{run.pk}/")
    pages.comes_to(pages.run_on(page), "done")
    assert "pelicula.mp4" in files_of(video_of(run)) or video_of(run).salidas["mp4"]


def test_a_question_answered_no_changes_nothing(
    visit: Visit, stack: Stack, person: Person, film: Path
) -> None:
    run = upload(person.user, film)
    page = visit(person).live(f"/tareas/{run.pk}/")
    root = pages.is_under_way(pages.run_on(page), 1)
    root.get_by_role("button", name="Cancelar").click()
    page.get_by_role("dialog").get_by_role("button", name="Volver").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(root).to_have_attribute("data-state", "running")
    run.refresh_from_db()
    assert run.cancel_requested_at is None
