"""The page Tareas: its filters, its pages, what it says when there is nothing to show."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proyecto.progress.models import TaskRun
from tests.dashboard.runs import ask, done, failed, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
CARD = re.compile(r'<li class="card" id="run-([\w-]+)"')
OLDER = re.compile(r'rel="next" href="(\?[^"]+)"')
NEWER = re.compile(r'rel="prev" href="(\?[^"]+)"')
CHIP = re.compile(r'<a class="chip" href="([^"]+)"[^>]*><span>([^<]+)')
EMPTY = re.compile(r"<li class=\"empty-box\" data-empty>.*?</li>", re.DOTALL)


class Reader:
    """Somebody who reads the list."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.client = Client(headers={"Accept-Language": "es"})
        self.client.force_login(person)

    def page(self, query: str = "") -> str:
        answer = self.client.get(f"/{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    def shown(self, query: str = "") -> list[str]:
        return CARD.findall(self.page(query))


@pytest.fixture
def reader(people: People) -> Reader:
    return Reader(people.new())


def link(pattern: re.Pattern[str], html: str) -> str:
    found = pattern.search(html)
    return unescape(found[1]) if found else ""


def ids(runs: list[TaskRun]) -> list[str]:
    return [str(run.pk) for run in runs]


def test_pages_follow_each_other_without_a_gap_or_a_repetition(reader: Reader) -> None:
    moment = timezone.now() - timedelta(hours=1)
    runs = [ask(reader.person) for _ in range(45)]
    # Three at the same moment at each place where a page may end.
    for n, run in enumerate(runs):
        run.created_at = moment + timedelta(seconds=n // 3)
    TaskRun.objects.bulk_update(runs, ["created_at"])
    newest_first = ids(sorted(runs, key=lambda run: (run.created_at, str(run.pk)), reverse=True))
    html = reader.page()
    seen = CARD.findall(html)
    assert 'data-first-page="1"' in html
    ask(reader.person)  # what comes meanwhile moves nothing from one page to the next
    while older := link(OLDER, html):
        html = reader.page(older)
        seen += CARD.findall(html)
        assert 'data-first-page="0"' in html
    assert seen == newest_first
    assert reader.shown(link(NEWER, html)) == newest_first[20:40]


@pytest.mark.parametrize("mark", ["x", "1.x", f"{'9' * 40}.1", "-1", "1.", "%00", "5.5"])
def test_a_mark_that_makes_no_sense_leads_to_the_newest(reader: Reader, mark: str) -> None:
    run = ask(reader.person)
    assert reader.shown(f"?antes={mark}") == ids([run])


def test_past_the_last_page_there_is_a_way_back(reader: Reader) -> None:
    run = ask(reader.person)
    html = reader.page(f"?antes=1.{run.pk}")
    assert CARD.findall(html) == []
    assert "No hay nada más antiguo" in html
    assert '<a class="btn" href="?">Ver las más nuevas</a>' in html


@pytest.mark.parametrize(("size", "cards"), [("50", 25), ("100", 25), ("7", 20), ("x", 20)])
def test_a_page_is_as_long_as_one_of_the_lengths_that_are_offered(
    reader: Reader, size: str, cards: int
) -> None:
    for _ in range(25):
        ask(reader.person)
    assert len(reader.shown(f"?por_pagina={size}")) == cards


def test_filters_that_are_on_can_be_taken_off_one_by_one(reader: Reader) -> None:
    run = failed(ask(reader.person))
    query = "?estado=failed&tipo=procesar_video&fecha=hoy&q=playa&antes=1.x&por_pagina=50"
    html = reader.page(query)
    assert CARD.findall(html) == ids([run])
    chips = {words: unescape(href) for href, words in CHIP.findall(html)}
    assert list(chips)[:4] == ["Con error", "Proceso de video", "Hoy", "«playa»"]
    assert chips["Hoy"] == "?estado=failed&tipo=procesar_video&q=playa&por_pagina=50"
    assert "Quitar filtros" in html
    assert "Quitar filtros" not in reader.page()


def test_the_socket_is_told_what_the_list_was_asked_for(reader: Reader) -> None:
    html = reader.page("?estado=failed&q=dos+palabras&tipo=%00")
    assert 'data-filter="estado=failed&amp;q=dos+palabras"' in html
    assert "data-filter" not in reader.page("?estado=nunca")


def test_what_makes_no_sense_is_said(reader: Reader) -> None:
    run = ask(reader.person)
    html = reader.page("?desde=ayer&estado=rota")
    assert CARD.findall(html) == ids([run])
    assert "«ayer» (primer día) no tiene sentido" in html
    assert "«rota» (estado) no tiene sentido" in html


def test_only_kinds_that_one_has_runs_of_are_offered(reader: Reader, people: People) -> None:
    kinds = re.compile(r'href="\?tipo=(\w+)"')
    ask(reader.person)
    assert kinds.findall(reader.page()) == []
    other, foreign = ask(reader.person), ask(people.new())
    TaskRun.objects.filter(pk=other.pk).update(task="crear_muestra")
    TaskRun.objects.filter(pk=foreign.pk).update(task="crear_pedidos")
    assert set(kinds.findall(reader.page())) == {"procesar_video", "crear_muestra"}


def test_who_has_nothing_is_shown_the_way_in(reader: Reader) -> None:
    assert 'id="drop"' in reader.page()


def test_where_nothing_matches_each_filter_can_be_taken_off(reader: Reader) -> None:
    ask(reader.person)
    html = reader.page("?estado=done&q=playa")
    (empty,) = EMPTY.findall(html)
    assert [words for _, words in CHIP.findall(empty)] == ["Listas", "«playa»"]


def test_no_failures_are_good_news_and_only_when_true(reader: Reader) -> None:
    assert "Nada ha fallado hoy" in reader.page("?estado=failed&fecha=hoy")
    assert "Nada ha fallado</h2>" in reader.page("?estado=failed")
    run = failed(ask(reader.person))
    TaskRun.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(days=2))
    html = reader.page("?estado=failed&fecha=hoy")
    assert "Nada ha fallado" not in html, "it failed today, though it was asked for before"
    assert EMPTY.search(html)


def test_the_numbers_above_are_those_of_now_and_of_today(reader: Reader) -> None:
    old = done(ask(reader.person))
    TaskRun.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=1))
    told(done(ask(reader.person)))
    told(ask(reader.person))
    count = re.compile(r'data-count="(\w+)"[^>]*>(\d+)<')
    assert dict(count.findall(reader.page())) == {
        "running": "0",
        "waiting": "1",
        "done": "1",
        "failed": "0",
    }
