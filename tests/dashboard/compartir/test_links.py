"""Links: who makes and revokes them, how long they live; all that open nothing are alike."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from proyecto.dominio.compartir import MOST_LIVE, SPANS
from proyecto.dominio.models import EnlaceCompartido
from proyecto.progress.models import TaskRun
from tests.dashboard.compartir.conftest import Share
from tests.dashboard.runs import ask
from tests.stack.people import People


def links(run: TaskRun) -> Any:
    return EnlaceCompartido.objects.filter(run=run)


def revoke(browser: Client, run: TaskRun) -> int:
    link = links(run).get()
    return browser.post(f"/tareas/{run.pk}/compartir/{link.pk}/revocar/").status_code


def test_the_owner_and_the_team_make_links_and_nobody_else(
    run: TaskRun, share: Share, people: People, anybody: Client
) -> None:
    stranger, boss = Client(), Client()
    stranger.force_login(people.new())
    boss.force_login(people.new(is_staff=True))
    path = f"/tareas/{run.pk}/compartir/"
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"vence": "dia"}).status_code == 404
    assert anybody.post(path, {"vence": "dia"}).status_code == 302
    assert not links(run).exists()
    for made in (share(), share(browser=boss)):
        assert anybody.get(made).status_code == 200
    assert links(run).count() == 2


def test_a_stranger_revokes_nothing_and_the_team_may(
    run: TaskRun, share: Share, people: People, anybody: Client
) -> None:
    stranger, boss = Client(), Client()
    stranger.force_login(people.new())
    boss.force_login(people.new(is_staff=True))
    path = share()
    assert revoke(stranger, run) == 404
    assert revoke(anybody, run) == 302
    assert anybody.get(path).status_code == 200
    assert revoke(boss, run) == 200
    assert anybody.get(path).status_code == 404


def test_a_link_is_revoked_by_way_of_its_own_run_only(
    run: TaskRun, share: Share, hers: Client, ana: Any, anybody: Client
) -> None:
    path, other = share(), ask(ana)
    link = links(run).get()
    assert hers.post(f"/tareas/{other.pk}/compartir/{link.pk}/revocar/").status_code == 404
    assert anybody.get(path).status_code == 200


def test_the_token_is_shown_once_and_not_kept(run: TaskRun, share: Share, hers: Client) -> None:
    token = share().split("/")[2]
    assert len(token) >= 32
    assert token not in str(links(run).values().get())
    assert token not in hers.get(f"/tareas/{run.pk}/compartir/").content.decode()


@pytest.mark.parametrize("span", SPANS)
def test_a_link_lives_as_long_as_was_chosen(
    run: TaskRun, share: Share, anybody: Client, span: str
) -> None:
    path = share(span)
    ends = timezone.now() + SPANS[span]
    with time_machine.travel(ends - timedelta(minutes=1), tick=False):
        assert anybody.get(path).status_code == 200
    with time_machine.travel(ends + timedelta(seconds=1), tick=False):
        assert anybody.get(path).status_code == 404


def test_a_span_that_is_none_and_a_link_too_many_are_refused_in_words(
    run: TaskRun, share: Share, hers: Client
) -> None:
    path = f"/tareas/{run.pk}/compartir/"
    for odd in ("", "siglo"):
        answer = hers.post(path, {"vence": odd})
        assert answer.status_code == 409
        assert "Choose how long" in answer.content.decode()
    for _ in range(MOST_LIVE):
        share()
    answer = hers.post(path, {"vence": "dia"})
    assert answer.status_code == 409
    assert f"There are {MOST_LIVE} live links already" in answer.content.decode()
    assert links(run).count() == MOST_LIVE


def expire(run: TaskRun, _ana: Any) -> None:
    links(run).update(expires_at=timezone.now() - timedelta(seconds=1))


def take_back(run: TaskRun, _ana: Any) -> None:
    links(run).update(revoked_at=timezone.now())


def close_the_account(_run: TaskRun, ana: Any) -> None:
    ana.is_active = False
    ana.save()


def give_away(run: TaskRun, _ana: Any) -> None:
    TaskRun.objects.filter(pk=run.pk).update(owner=None)


@pytest.mark.parametrize("end", [expire, take_back, close_the_account, give_away])
@pytest.mark.parametrize("below", ["", "tarjeta/", "insignia.svg"])
def test_whatever_ends_a_link_it_answers_like_one_that_never_was(
    run: TaskRun,
    ana: Any,
    share: Share,
    anybody: Client,
    end: Callable[[TaskRun, Any], None],
    below: str,
) -> None:
    path = share()
    assert anybody.get(path + below).status_code == 200
    end(run, ana)

    def told(address: str) -> tuple[int, Any, str]:
        answer = anybody.get(address + below)
        token = address.split("/")[2]
        page = re.sub(r"\d{13}", "", answer.content.decode().replace(token, "TOKEN"))
        return answer.status_code, sorted(answer.headers.items()), page

    never = "/c/" + "A" * 32 + "/"
    assert told(path) == told(never)
    assert told(never)[0] == 404


@pytest.mark.parametrize("token", ["x", "A" * 65, "%00", "ñ" * 20, "a.b", "-" * 32])
def test_a_token_that_makes_no_sense_is_not_found(
    anybody: Client, committed: None, token: str
) -> None:
    assert anybody.get(f"/c/{token}/").status_code == 404


def test_visits_are_counted_for_who_made_the_link(
    run: TaskRun, share: Share, hers: Client, anybody: Client
) -> None:
    path = share()
    assert "not seen yet" in hers.get(f"/tareas/{run.pk}/compartir/").content.decode()
    anybody.get(path)
    anybody.get(path + "tarjeta/")
    anybody.head(path)
    assert links(run).get().views == 2
    assert "seen 2 times" in hers.get(f"/tareas/{run.pk}/compartir/").content.decode()
