"""What a link shows to anybody: how far a run is, in safe headers, and nothing else."""

import re
from typing import Any

import pytest
from django.test import Client

from dashboard.middleware import POLICY
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.compartir.conftest import Share

SECRETS = ("Secreta", "Traceback", "disk_full", "procesar_video", "/tareas/", "csrf", "/cuenta/")


def shown(anybody: Client, path: str) -> str:
    answer = anybody.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("below", ["", "tarjeta/"])
def test_title_state_and_bar_are_shown_and_nothing_that_is_nobodys_business(
    run: TaskRun, ana: Any, share: Share, anybody: Client, below: str
) -> None:
    path = share()
    for page in (shown(anybody, path + below), failed_page(run, anybody, path + below)):
        assert "Corte &lt;final&gt; &amp; más" in page
        for secret in (*SECRETS, ana.username, str(run.pk), run.queue):
            assert secret not in page, secret
        links = set(re.findall(r'<a [^>]*href="([^"]*)"', page))
        assert links == ({"/"} if not below else {path})
        assert "<form" not in page
    assert 'data-state="failed"' in shown(anybody, path + below)


def failed_page(run: TaskRun, anybody: Client, path: str) -> str:
    record.fail(run.pk, run.attempt, Cause.ERROR, "disk_full", {"of": "Secreta"}, "Traceback: x")
    return shown(anybody, path)


@pytest.mark.parametrize("below", ["", "tarjeta/"])
def test_nobody_keeps_finds_or_passes_on_a_shared_page(
    share: Share, anybody: Client, below: str
) -> None:
    answer = anybody.get(share() + below)
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.content.decode()
    assert not answer.cookies


def test_only_the_card_may_stand_in_a_page_of_somebody_else(
    run: TaskRun, share: Share, anybody: Client, hers: Client
) -> None:
    path = share()
    card = anybody.get(path + "tarjeta/")
    assert card["Content-Security-Policy"].endswith("frame-ancestors *")
    assert card["Content-Security-Policy"].replace("*", "'none'") == POLICY
    assert "X-Frame-Options" not in card
    others = [anybody.get(path), anybody.get(path + "insignia.svg"), anybody.get("/entrar/")]
    for answer in [*others, hers.get("/"), hers.get(f"/tareas/{run.pk}/compartir/")]:
        assert answer["Content-Security-Policy"].endswith("frame-ancestors 'none'")
        assert answer["X-Frame-Options"] == "DENY"


def test_a_card_takes_the_theme_that_its_page_asks_for(share: Share, anybody: Client) -> None:
    path = share() + "tarjeta/"
    assert "data-theme=" not in shown(anybody, path)
    assert 'data-theme="dark"' in shown(anybody, path + "?tema=oscuro")
    assert 'data-theme="light"' in shown(anybody, path + "?tema=claro")
    assert "data-theme=" not in shown(anybody, path + '?tema="><script>')


def test_a_shared_page_speaks_the_language_of_who_reads_it(share: Share, anybody: Client) -> None:
    path = share()
    assert "Somebody shared this with you" in shown(anybody, path)
    assert "Alguien te compartió esto" in shown(anybody, path + "?lang=es")
    assert "Somebody shared this with you" in shown(anybody, path + "?lang=xx")


def test_a_shared_page_of_a_run_that_is_over_needs_no_socket(
    run: TaskRun, share: Share, anybody: Client
) -> None:
    path = share()
    assert 'id="sock"' in shown(anybody, path)
    record.succeed(run.pk, run.attempt, {}, run.how_far)
    page = shown(anybody, path)
    assert 'id="sock"' not in page
    assert "It is ready." in page
