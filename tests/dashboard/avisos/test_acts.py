"""What the team does about a notice: done once, kept with who and when, shown under it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proyecto.progress import notices
from proyecto.progress.models import Notification
from tests.dashboard.avisos.conftest import Give, bell, order, seen
from tests.stack.people import People

FETCH = {"X-Requested-With": "fetch"}


def act(browser: Client, one: Notification, what: str, **said: str) -> Any:
    return browser.post(f"/avisos/{one.pk}/{what}/", said, headers=FETCH)


def history(one: Notification) -> list[tuple[Any, str]]:
    return [(event.who, event.what) for event in one.events.order_by("seq")]


def test_it_is_given_to_somebody_of_the_team_and_taken_from_who_had_it(
    team: Client, boss: Any, people: People, give: Give
) -> None:
    one, first, second = give(), people.new(is_staff=True), people.new(is_staff=True)
    assert act(team, one, "asignar", a=f" {first.username} ").status_code == 204
    assert act(team, one, "asignar", a=second.username).status_code == 204
    one.refresh_from_db()
    assert one.acknowledged_by == second
    page = seen(team)
    assert f"{boss} gave it to {first}" in page
    assert f"{boss} gave it to {second}" in page
    assert bell(page) == ""


@pytest.mark.parametrize("outside", [True, False])
def test_it_is_given_to_nobody_outside_the_team(
    team: Client, people: People, give: Give, outside: bool
) -> None:
    one = give()
    name = people.new().username if outside else "nobody-at-all"
    answer = act(team, one, "asignar", a=name)
    assert (answer.status_code, answer.content) == (409, b"Nobody in the team has that name.")
    assert history(one) == []


def test_who_can_not_see_to_it_puts_it_back(team: Client, boss: Any, give: Give) -> None:
    one = give()
    act(team, one, "atender")
    act(team, one, "soltar")
    assert bell(seen(team)) == "1"
    assert act(team, one, "soltar").status_code == 409
    assert history(one) == [(boss, "acknowledged"), (boss, "released")]


@pytest.mark.parametrize(("said", "hours"), [("1h", 1), ("8h", 8), ("1d", 24), ("7d", 168)])
def test_a_cause_is_muted_for_a_time_counts_on_and_is_in_nobodys_count(
    team: Client, give: Give, said: str, hours: int
) -> None:
    one = give(cause="test:muted")
    assert act(team, one, "silenciar", por=said).status_code == 204
    give(cause="test:muted")
    one.refresh_from_db()
    left = one.muted_until - timezone.now()  # type: ignore[operator]
    assert timedelta(hours=hours) - left < timedelta(minutes=1)
    assert one.count == 2
    assert (bell(seen(team)), order(seen(team))) == ("", [])
    assert "muted until" in seen(team, "?estado=silenciados")


def test_it_is_not_muted_for_any_other_time(team: Client, give: Give) -> None:
    answer = act(team, give(), "silenciar", por="100y")
    assert (answer.status_code, answer.content) == (409, b"Choose for how long.")


def test_it_is_unmuted_before_its_time(team: Client, boss: Any, give: Give) -> None:
    one = give()
    act(team, one, "silenciar", por="1d")
    act(team, one, "reactivar")
    assert bell(seen(team)) == "1"
    assert history(one) == [(boss, "muted"), (boss, "unmuted")]


def test_it_is_resolved_with_a_note_that_others_read(team: Client, boss: Any, give: Give) -> None:
    one = give()
    act(team, one, "resolver", nota="  <Un cable>  ")
    page = seen(team, "?estado=resueltos")
    assert page.count("&lt;Un cable&gt;") == 2, "beside it, and in its history"
    assert f"{boss} resolved it" in page


def test_a_note_that_is_too_long_is_cut(team: Client, give: Give) -> None:
    one = give()
    act(team, one, "resolver", nota="x" * 5000)
    assert one.events.get().note == "x" * 500


@pytest.mark.parametrize("what", ["atender", "asignar", "soltar", "silenciar", "reactivar"])
def test_what_is_resolved_is_not_changed_any_more_and_who_tries_is_told(
    team: Client, boss: Any, people: People, give: Give, what: str
) -> None:
    one, first = give(), people.new(is_staff=True)
    notices.resolve(one.pk, first)
    answer = act(team, one, what, a=boss.username, por="1h")
    assert answer.status_code == 409
    assert answer.content == b"Somebody was quicker: look at what it is like now."
    assert history(one) == [(first, "resolved")]


def test_all_of_a_kind_are_resolved_at_once_and_no_others(
    team: Client, boss: Any, give: Give
) -> None:
    rows, other = [give() for _ in range(3)], give(kind="missed_schedule")
    answer = team.post("/avisos/resolver/", {"tipo": "run_failed", "nota": "Disco nuevo"})
    assert answer["Location"] == "/avisos/"
    page = seen(team)
    assert "3 notices resolved." in page
    assert order(page) == [other.pk]
    assert [history(row) for row in rows] == [[(boss, "resolved")]] * 3
    assert team.post("/avisos/resolver/", headers=FETCH).status_code == 409


def test_without_scripts_one_comes_back_to_the_page_that_one_left(team: Client, give: Give) -> None:
    one = give()
    page = seen(team, "?tipo=run_failed&gravedad=error")
    back = "?tipo=run_failed&amp;gravedad=error"
    assert f'action="/avisos/{one.pk}/silenciar/{back}"' in page
    url = f"/avisos/{one.pk}/silenciar/?tipo=run_failed&gravedad=error"
    answer = team.post(url, {"por": "1h"})
    assert answer["Location"] == "/avisos/?tipo=run_failed&gravedad=error"


def test_what_came_about_by_itself_is_said_so(team: Client, boss: Any, give: Give) -> None:
    one = give(kind="queue_old", cause="test:q", facts={"queue": "video"})
    notices.mute(one.pk, boss, timezone.now())
    notices.unmute_due()
    notices.over("test:q")
    page = seen(team, "?estado=resueltos")
    assert "Unmuted by itself: its time is over" in page
    assert "Over by itself: the work was begun." in page
    assert history(one) == [(boss, "muted"), (None, "unmuted"), (None, "resolved")]
