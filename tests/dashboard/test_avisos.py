"""The page of notices: for the team alone; attended to and resolved, with who and when."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proyecto.progress import notices
from proyecto.progress.models import Notification, TaskRun
from proyecto.progress.notices import Severity, notice
from tests.stack.people import People


@pytest.fixture(autouse=True)
def nothing_open(committed: None) -> Iterator[None]:
    """Of other tests, and of these afterwards."""
    Notification.objects.all().delete()
    yield
    Notification.objects.all().delete()


@pytest.fixture
def boss(people: People) -> Any:
    return people.new(is_staff=True)


@pytest.fixture
def team(boss: Any) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(boss)
    return browser


def give(**given: Any) -> Notification:
    facts = {"task": "procesar_video", "title": "Playa", "error": "disk_full", "error_facts": {}}
    cause = given.pop("cause", f"test:{uuid.uuid4()}")
    return notice(cause, given.pop("kind", "run_failed"), facts=facts, **given)


def seen(browser: Client, query: str = "") -> str:
    answer = browser.get(f"/avisos/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def order(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'id="aviso-(\d+)"', page)]


def test_the_newest_is_first_in_words_with_how_often_and_its_newest_run(team: Client) -> None:
    now = timezone.now()
    run = TaskRun.objects.create(
        task="procesar_video", queue="video", title="<Playa>", created_at=now, changed_at=now
    )
    old, new = give(cause="test:old"), give()
    for _ in range(36):
        give(cause="test:old", run=run)
    page = seen(team)
    assert order(page) == [old.pk, new.pk]
    assert "Video processing failed. The disk is full." in page
    assert "37 ×" in page
    assert f'<a href="/tareas/{run.pk}/">&lt;Playa&gt;</a>' in page
    assert page.count('aria-label="Error"') == 2


def test_who_attends_to_it_and_when_is_shown_and_it_is_counted_no_more(
    team: Client, boss: Any
) -> None:
    one = give()
    assert 'id="unattended">1<' in seen(team)
    answer = team.post(f"/avisos/{one.pk}/atender/?tipo=run_failed")
    assert (answer.status_code, answer["Location"]) == (302, "/avisos/?tipo=run_failed")
    page = seen(team)
    assert 'id="unattended"' not in page
    assert f"{boss} attends to it since" in page
    one.refresh_from_db()
    assert one.acknowledged_by == boss


def test_what_is_resolved_is_kept_apart_with_who_and_when(team: Client, boss: Any) -> None:
    one, other = give(), give()
    team.post(f"/avisos/{one.pk}/resolver/")
    assert order(seen(team)) == [other.pk]
    page = seen(team, "?estado=resueltos")
    assert order(page) == [one.pk]
    assert f"resolved by {boss}" in page
    assert "/resolver/" not in page


def test_of_two_who_resolve_it_at_once_the_second_is_told(team: Client, people: People) -> None:
    one, first = give(), people.new()
    notices.resolve(one.pk, first)
    answer = team.post(f"/avisos/{one.pk}/resolver/", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 409
    assert answer.content.decode() == "Somebody was quicker: it is not open any more."
    one.refresh_from_db()
    assert one.resolved_by == first


def test_only_those_of_one_kind_are_shown_when_asked_for(team: Client) -> None:
    failed = give()
    given = give(kind="run_rejected", severity=Severity.INFO)
    assert order(seen(team)) == [given.pk, failed.pk]
    page = seen(team, "?tipo=run_rejected")
    assert order(page) == [given.pk]
    assert "Video processing: turned down. The disk is full." in page
    assert "/atender/" not in page, "news is nothing that somebody has to attend to"
    assert order(seen(team, "?tipo=nonsense")) == []


def test_a_kind_that_nobody_has_words_for_is_shown_under_its_name(team: Client) -> None:
    notice(f"test:{uuid.uuid4()}", "strange_thing", facts={"percent": "100 %"})
    assert "strange_thing" in seen(team)


def test_when_there_is_nothing_the_page_says_so(team: Client) -> None:
    assert "All is well." in seen(team)
    assert "Nothing has been resolved yet." in seen(team, "?estado=resueltos")


def test_many_are_on_several_pages(team: Client) -> None:
    rows = [give().pk for _ in range(35)]
    assert order(seen(team)) == rows[:4:-1]
    assert order(seen(team, "?pagina=2")) == rows[4::-1]
    assert 'id="unattended">35<' in seen(team)


@pytest.mark.parametrize("path", ["", "{}/atender/", "{}/resolver/"])
def test_for_others_the_page_is_not_there_and_strangers_sign_in(path: str, people: People) -> None:
    one = give()
    url = f"/avisos/{path.format(one.pk)}"
    somebody, stranger = Client(), Client()
    somebody.force_login(people.new())
    ask = "post" if path else "get"
    assert getattr(somebody, ask)(url).status_code == 404
    assert getattr(stranger, ask)(url)["Location"].startswith("/entrar/")
    one.refresh_from_db()
    assert (one.acknowledged_at, one.resolved_at) == (None, None)
    assert "/avisos/" not in somebody.get("/").content.decode()


def test_looking_changes_nothing_and_what_is_not_there_is_not_found(team: Client) -> None:
    one = give()
    assert team.get(f"/avisos/{one.pk}/resolver/").status_code == 405
    assert team.post("/avisos/999999/resolver/").status_code == 404


def test_the_administration_shows_them_and_changes_nothing(people: People) -> None:
    browser, one = Client(), give()
    browser.force_login(people.new(is_staff=True, is_superuser=True))
    url = "/admin/progress/notification/"
    assert one.cause in browser.get(url).content.decode()
    assert browser.get(f"{url}{one.pk}/change/").status_code == 200
    assert browser.post(f"{url}{one.pk}/delete/").status_code == 403
    assert browser.get(f"{url}add/").status_code == 403


def test_flower_is_linked_for_the_team_when_it_is_known_where_it_is(
    team: Client, settings: Any
) -> None:
    assert ">Flower</a>" not in re.sub(r"<svg.*?</svg>", "", seen(team))
    settings.FLOWER_URL = "https://flower.example/"
    page = re.sub(r"<svg.*?</svg>", "", seen(team))
    assert '<a href="https://flower.example/" target="_blank" rel="noopener">Flower</a>' in page
