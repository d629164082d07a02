"""Who may manage queues and workers, and what is kept of it."""

from typing import Any

import pytest
from django.test import Client

from proyecto.progress import queues
from proyecto.progress.models import Action
from tests.dashboard.programadas.conftest import make
from tests.dashboard.system.conftest import Say, page, part, signed_in
from tests.stack.people import People

BY_SCRIPT = {"headers": {"X-Requested-With": "fetch"}}
COMMANDS = [
    "colas/video/pausar",
    "colas/video/reanudar",
    "trabajadores/w1@box/vaciar",
    "trabajadores/w1@box/retomar",
]


def test_for_who_is_not_of_the_team_it_is_not_there(people: People) -> None:
    person = signed_in(people.new())
    assert person.get("/sistema/").status_code == 404
    assert Client().get("/sistema/").status_code == 302
    for command in COMMANDS:
        assert person.post(f"/sistema/{command}/").status_code == 404


@pytest.mark.parametrize("command", COMMANDS)
def test_one_of_the_team_without_the_right_looks_and_is_refused_in_words(
    people: People, well: None, command: str
) -> None:
    member = signed_in(people.new(is_staff=True))
    assert "<form" not in page(member).split("<main")[1].split("</main>")[0]
    answer = member.post(f"/sistema/{command}/", **BY_SCRIPT)
    assert answer.status_code == 403
    assert answer.content.decode() == (
        "Your account may look at queues and workers, not manage them."
    )
    plain = member.post(f"/sistema/{command}/")
    assert plain.status_code == 403
    assert "not manage them" in plain.content.decode()
    assert queues.pauses_of(["video"]) == {}


def test_a_queue_is_paused_and_goes_on_and_both_are_kept(
    team: Client, boss: Any, well: None
) -> None:
    assert team.post("/sistema/colas/video/pausar/", **BY_SCRIPT).status_code == 204
    assert queues.pauses_of(["video"])["video"].by == boss
    text = page(team)
    assert f"video Paused by {boss}," in part(text, "queues")
    assert 'action="/sistema/colas/video/reanudar/"' in text
    assert f"{boss} paused the queue video" in part(text, "actions")
    assert team.post("/sistema/colas/video/reanudar/")["Location"] == "/sistema/"
    assert queues.pauses_of(["video"]) == {}
    assert f"{boss} resumed the queue video" in part(page(team), "actions")


def test_a_queue_that_nobody_knows_is_not_there(team: Client) -> None:
    assert team.post("/sistema/colas/vidoe/pausar/").status_code == 404


def test_looking_is_by_get_and_doing_by_post(team: Client) -> None:
    assert team.post("/sistema/").status_code == 405
    assert team.get("/sistema/colas/video/pausar/").status_code == 405


def test_a_worker_that_is_gone_or_does_not_answer_is_said(team: Client, say: Say) -> None:
    gone = team.post("/sistema/trabajadores/w9@box/vaciar/", **BY_SCRIPT)
    assert (gone.status_code, gone.content.decode()) == (
        409,
        "This worker is not there any more.",
    )
    say("w9@box")
    silent = team.post("/sistema/trabajadores/w9@box/vaciar/", **BY_SCRIPT)
    assert (silent.status_code, silent.content.decode()) == (
        409,
        "The worker did not answer. Try again.",
    )
    assert not Action.objects.filter(target="w9@box").exists()


def test_what_is_done_to_periodic_work_is_kept_too(team: Client, boss: Any, well: None) -> None:
    entry = make()
    for what in ("pausar", "reanudar", "ahora"):
        team.post(f"/programadas/{entry.pk}/{what}/")
    shown = part(page(team), "actions")
    for words in ("paused “{}”", "resumed “{}”", "had “{}” run outside its hours"):
        assert f"{boss} {words.format(entry.name)}" in shown


def test_the_administration_shows_it_and_changes_nothing(people: People, boss: Any) -> None:
    queues.pause("video", boss)
    admin = signed_in(people.new(is_staff=True, is_superuser=True))
    for model in ("action", "queuepause"):
        assert str(boss) in admin.get(f"/admin/progress/{model}/").content.decode()
        assert admin.get(f"/admin/progress/{model}/add/").status_code == 403
