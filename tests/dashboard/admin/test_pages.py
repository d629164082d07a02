"""Every page of the administration opens, in both languages, and has nothing that our policy
refuses; no row of a list costs a query of its own."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.sites import site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard.middleware import POLICY
from tests.dashboard.admin.rows import take_away, write_all
from tests.dashboard.admin.visit import MODELS, address, browser_of, is_added, pages_of
from tests.stack.people import People

INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"
    r"|<style|\sstyle=\"|\son(?:click|change|load|submit)=\"|href=\"javascript:",
    re.IGNORECASE,
)


def test_every_table_of_ours_has_its_pages() -> None:
    ours = {
        *apps.get_app_config("progress").get_models(),
        *apps.get_app_config("dominio").get_models(),
    }
    shown_with_another = {"dominio.lineapedido"}
    left = {model._meta.label_lower for model in ours - set(MODELS)}
    assert left == shown_with_another


@pytest.mark.parametrize("language", ["es-mx", "en"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_page_of_every_model_opens_under_our_policy(
    rows: dict[str, Any], boss: Any, model: Any, language: str
) -> None:
    browser, row = browser_of(boss, language), rows[model._meta.label_lower]
    pages = list(pages_of(model, row))
    if not is_added(model):
        assert browser.get(address(model, "add")).status_code == 403
    if site._registry[model].search_fields:
        pages += [f"{pages[0]}?q={row.pk}", f"{pages[0]}?q=nothing+such"]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert answer["Content-Security-Policy"] == POLICY
        html = answer.content.decode()
        assert INLINE.findall(html) == [], page
        assert 'id="bell"' in html
        assert f'lang="{language}"' in html


def test_no_row_of_a_list_costs_a_query_of_its_own(rows: dict[str, Any], boss: Any) -> None:
    browser = browser_of(boss)

    def queries() -> dict[str, int]:
        found = {}
        for model in MODELS:
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address(model, "changelist")).status_code == 200
            found[model._meta.label_lower] = len(captured)
        return found

    before = queries()
    more = write_all(People().new())
    after = queries()
    take_away(more)
    assert {name: n for name, n in after.items() if n > before[name]} == {}
    assert max(after.values()) < 20


def test_the_ledger_is_found_by_what_has_an_index_and_leads_to_its_pages(
    rows: dict[str, Any], boss: Any
) -> None:
    browser, run = browser_of(boss), rows["progress.taskrun"]
    runs = address(type(run), "changelist")
    for typed in (str(run.pk), run.subject, boss.username):
        page = browser.get(runs, {"q": f" {typed} "}).content.decode()
        assert f'href="/tareas/{run.pk}/"' in page
        assert f'href="/admin/dominio/video/{rows["dominio.video"].pk}/change/"' in page
    assert f"/tareas/{run.pk}/" not in browser.get(runs, {"q": "Play"}).content.decode()
    assert f"/tareas/{run.pk}/" in browser.get(runs, {"state": "PENDING"}).content.decode()
    assert f"/tareas/{run.pk}/" not in browser.get(runs, {"task": "crear_muestra"}).content.decode()


def test_a_million_runs_are_not_counted(rows: dict[str, Any], boss: Any) -> None:
    with CaptureQueriesContext(connection) as captured:
        browser_of(boss).get(address(type(rows["progress.taskrun"]), "changelist"))
    counts = [q["sql"] for q in captured if "COUNT(" in q["sql"] and "taskrun" in q["sql"]]
    assert counts
    assert all("LIMIT 10000" in sql for sql in counts)


def test_the_words_of_a_crontab_come_from_a_file(rows: dict[str, Any], boss: Any) -> None:
    entry = rows["django_celery_beat.periodictask"]
    page = browser_of(boss).get(address(type(entry), "change", entry.pk)).content.decode()
    assert "js/admin/crontab.js" in page
    assert 'id="readable-crontabs"' in page


def test_the_bell_of_the_administration_counts_as_on_our_pages(
    rows: dict[str, Any], boss: Any
) -> None:
    page = browser_of(boss).get("/admin/").content.decode()
    assert re.search(r'class="tally" aria-hidden="true" data-unattended( hidden)?>\d*\+?<', page)
    stranger = Client().get("/admin/login/").content.decode()
    assert 'id="bell"' not in stranger
