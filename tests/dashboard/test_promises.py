"""The team reads on Sistema how often the told times held, and nobody else does."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dashboard.promise_cards import promise_card
from proyecto.progress.models import Promise
from proyecto.progress.promises import Rate
from tests.dashboard.runs import ask
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


def page_of(user: Any) -> Any:
    browser = Client()
    browser.force_login(user)
    return browser.get("/sistema/")


def test_the_rate_of_a_month_stands_there_by_stage_and_kind(people: People) -> None:
    run, now = ask(people.new()), timezone.now()
    for attempt in range(40):
        Promise.objects.create(
            run=run, task="procesar_imagen", attempt=attempt, moment="500", made_at=now, guess=9,
            low=1, high=20, ended_at=now, kept=attempt % 10 != 0,
        )  # fmt: skip
    page = page_of(people.new(is_staff=True)).content.decode()
    section = page.partition('aria-labelledby="promises-h"')[2].partition("</section>")[0]
    row = section.partition("Imagen de producto")[2].partition("</tr>")[0]
    assert "90%" in row
    assert ">40<" in row
    assert "Mientras corría" in section


@pytest.mark.parametrize(
    ("told", "kept", "percent", "verdict"),
    [
        (100, 90, 90, "good"),
        (100, 84, 84, "narrow"),
        (100, 96, 96, "wide"),
        (19, 2, 10, "few"),
        (0, 0, 0, "few"),
    ],
)
def test_a_rate_has_its_verdict(told: int, kept: int, percent: int, verdict: str) -> None:
    card = promise_card("x", Rate(told, kept))
    assert (card.percent, card.verdict) == (percent, verdict)


def test_who_is_not_of_the_team_finds_no_such_page(people: People) -> None:
    assert page_of(people.new()).status_code == 404
