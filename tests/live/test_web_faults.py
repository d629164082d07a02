"""Web processes killed and restarted under open pages: nothing is missed, nothing told twice."""

from pathlib import Path

import pytest

from tests.live.story import conversion, kept, now, turns_out_well
from tests.stack.films import upload
from tests.stack.page import Page
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]

RESTARTING = 1012


def test_a_page_whose_server_was_killed_resumes_and_has_missed_nothing(
    stack: Stack, person: Person, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        stack["web"].kill()
        page.closed()
        stack.start("web")
        page.come_back()
        turns_out_well(page, run, long_film)
    assert now(run).attempt == 1, "the work never noticed"


def test_a_page_that_was_away_for_the_whole_story_is_told_all_of_it_in_order(
    stack: Stack, person: Person, short_film: Path
) -> None:
    page = Page(stack.address, person).open()
    stack["web"].kill()
    page.closed()
    run = upload(person.user, short_film)
    stack.start("web")
    page.come_back()
    assert page.hears_end(run.pk, 120) == "run.succeeded"
    assert page.milestones(run.pk) == kept(run)
    page.close()


def test_a_server_that_is_told_to_go_says_when_to_come_back_and_nothing_is_lost(
    stack: Stack, person: Person, long_film: Path
) -> None:
    with conversion(stack, person, long_film) as (page, run):
        assert stack["web"].terminate() == 0
        assert page.closed() == RESTARTING
        (bye,) = page.told("bye")
        assert 0 < bye["after"] < 10_000
        stack.start("web")
        page.come_back()
        turns_out_well(page, run, long_film)
