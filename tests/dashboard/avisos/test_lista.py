"""The page of notices: for the team alone; what is asked for, newest first, in words."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proyecto.progress import notices
from proyecto.progress.models import Notification, TaskRun
from proyecto.progress.notices import Severity, notice
from tests.dashboard.avisos.conftest import Give, bell, order, seen
from tests.stack.people import People


def test_the_newest_is_first_in_words_with_how_often_and_its_newest_run(
    team: Client, give: Give
) -> None:
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
    team: Client, boss: Any, give: Give
) -> None:
    one = give()
    assert bell(seen(team)) == "1"
    answer = team.post(f"/avisos/{one.pk}/atender/?tipo=run_failed")
    assert (answer.status_code, answer["Location"]) == (302, "/avisos/?tipo=run_failed")
    page = seen(team)
    assert bell(page) == ""
    assert f"{boss} attends to it since" in page
    one.refresh_from_db()
    assert one.acknowledged_by == boss


def test_what_is_resolved_is_kept_apart_with_who_and_when(
    team: Client, boss: Any, give: Give
) -> None:
    one, other = give(), give()
    team.post(f"/avisos/{one.pk}/resolver/")
    assert order(seen(team)) == [other.pk]
    page = seen(team, "?estado=resueltos")
    assert order(page) == [one.pk]
    assert f"resolved by {boss}" in page
    assert "/resolver/" not in page


def test_of_two_who_resolve_it_at_once_the_second_is_told(
    team: Client, people: People, give: Give
) -> None:
    one, first = give(), people.new()
    notices.resolve(one.pk, first)
    answer = team.post(f"/avisos/{one.pk}/resolver/", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 409
    assert answer.content.decode() == "Somebody was quicker: look at what it is like now."
    one.refresh_from_db()
    assert one.resolved_by == first


def test_only_those_of_one_kind_are_shown_when_asked_for(team: Client, give: Give) -> None:
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


def test_each_state_shows_its_own(team: Client, boss: Any, people: People, give: Give) -> None:
    free, mine, theirs, muted, over = (give() for _ in range(5))
    notices.acknowledge(mine.pk, boss)
    notices.acknowledge(theirs.pk, people.new(is_staff=True))
    notices.mute(muted.pk, boss, timezone.now() + timedelta(hours=1))
    notices.resolve(over.pk, boss)
    shown = {
        state: set(order(seen(team, f"?estado={state}")))
        for state in ("", "mios", "asignados", "silenciados", "resueltos", "nonsense")
    }
    assert shown == {
        "": {free.pk, mine.pk, theirs.pk},
        "mios": {mine.pk},
        "asignados": {mine.pk, theirs.pk},
        "silenciados": {muted.pk},
        "resueltos": {over.pk},
        "nonsense": {free.pk, mine.pk, theirs.pk},
    }
    assert bell(seen(team)) == "1"


def test_those_of_one_severity_are_shown_when_asked_for(team: Client, give: Give) -> None:
    bad, mild = give(), give(severity=Severity.WARNING)
    assert order(seen(team, "?gravedad=error")) == [bad.pk]
    assert order(seen(team, "?gravedad=warning&tipo=run_failed")) == [mild.pk]
    assert order(seen(team, "?gravedad=nonsense")) == [mild.pk, bad.pk]


def test_they_stand_under_the_days_on_which_they_last_happened(team: Client, give: Give) -> None:
    now = timezone.now()
    rows = [give() for _ in range(3)]
    for row, days in zip(rows, (0, 1, 400), strict=True):
        Notification.objects.filter(pk=row.pk).update(last_at=now - timedelta(days=days))
    page = seen(team)
    heads = re.findall(r"<h2>([^<]+)</h2><ul", page)
    assert heads[:2] == ["Today", "Yesterday"]
    assert str((now - timedelta(days=400)).year) in heads[2]
    assert order(page) == [row.pk for row in rows]


def test_a_full_page_costs_as_many_queries_as_a_short_one(
    team: Client, boss: Any, give: Give, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        one = give()
        notices.acknowledge(one.pk, boss)
        notices.mute(one.pk, boss, timezone.now())
    with django_assert_max_num_queries(20):
        assert len(order(seen(team))) == 30


def test_bell_and_menu_say_one_number_that_was_counted_once(
    team: Client, give: Give, monkeypatch: pytest.MonkeyPatch
) -> None:
    give()
    asked: list[int] = []
    unattended = notices.unattended
    monkeypatch.setattr(notices, "unattended", lambda: asked.append(1) or unattended())
    page = team.get("/cuenta/").content.decode()
    assert re.findall(r"data-unattended[^>]*>([^<]*)<", page) == ["1", "1"]
    assert len(asked) == 1


def test_the_drawer_has_the_newest_that_are_open(team: Client, boss: Any, give: Give) -> None:
    rows = [give() for _ in range(22)]
    notices.resolve(rows[-1].pk, boss)
    answer = team.get("/avisos/cajon/").content.decode()
    assert order(answer) == [row.pk for row in rows[-2:0:-1]]
    assert f'data-seq="{notices.newest()}"' in answer
    assert "/silenciar/" not in answer, "only what is needed most"


def test_when_there_is_nothing_the_page_says_so(team: Client) -> None:
    assert "All is well." in seen(team)
    assert "Nothing has been resolved yet." in seen(team, "?estado=resueltos")


def test_many_are_on_several_pages(team: Client, give: Give) -> None:
    rows = [give().pk for _ in range(35)]
    assert order(seen(team)) == rows[:4:-1]
    [mark] = re.findall(r"\?antes=([\d.]+)", seen(team))
    second = seen(team, f"?antes={mark}")
    assert order(second) == rows[4::-1]
    assert "data-later" in second, "nothing new belongs on it"
    [mark] = re.findall(r"\?despues=([\d.]+)", second)
    assert order(seen(team, f"?despues={mark}")) == rows[:4:-1]
    assert bell(seen(team)) == "35"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "cajon/",
        "resolver/",
        *(f"{{}}/{act}/" for act in ("atender", "asignar", "soltar", "silenciar", "reactivar")),
        "{}/resolver/",
    ],
)
def test_for_others_the_page_is_not_there_and_strangers_sign_in(
    path: str, people: People, give: Give
) -> None:
    one = give()
    url = f"/avisos/{path.format(one.pk)}"
    somebody, stranger = Client(), Client()
    somebody.force_login(people.new())
    ask = "get" if path in {"", "cajon/"} else "post"
    assert getattr(somebody, ask)(url).status_code == 404
    assert getattr(stranger, ask)(url)["Location"].startswith("/entrar/")
    one.refresh_from_db()
    assert (one.acknowledged_at, one.resolved_at) == (None, None)
    page = somebody.get("/").content.decode()
    assert "/avisos/" not in page
    assert 'id="drawer"' not in page


def test_looking_changes_nothing_and_what_is_not_there_is_not_found(
    team: Client, give: Give
) -> None:
    one = give()
    assert team.get(f"/avisos/{one.pk}/resolver/").status_code == 405
    assert team.post("/avisos/999999/resolver/").status_code == 404


def test_the_administration_shows_them_and_changes_nothing(people: People, give: Give) -> None:
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
