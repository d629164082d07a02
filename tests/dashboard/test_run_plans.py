"""The list of runs and the numbers above it stay fast: nothing reads or sorts all of them."""

import re
from typing import Any

import pytest
from django.db import connection, transaction

from dashboard.access import runs_visible_to
from dashboard.counts import counts_for
from dashboard.keyset import stretch
from dashboard.run_filter import read
from dashboard.run_kinds import kinds_of
from tests.dashboard.runs import ask, told
from tests.dashboard.test_order_search import explained
from tests.stack.people import People

ZONE = "America/Mexico_City"
MARK = "1780000000000000.00000000-0000-4000-8000-000000000000"
ASKED = [
    {},
    {"estado": "running"},
    {"estado": "failed", "fecha": "hoy"},
    {"tipo": "procesar_video"},
    {"tipo": "procesar_video", "desde": "2026-03-01", "hasta": "2026-03-02"},
    {"fecha": "30d"},
    {"de": "mias"},
    {"de": "mias", "estado": "done"},
]

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture(params=[True, False], ids=["team", "person"])
def viewer(people: People, request: Any) -> Any:
    person = people.new(is_staff=request.param)
    told(ask(person))
    return person


@pytest.mark.parametrize("params", ASKED, ids=str)
@pytest.mark.parametrize("marks", [{}, {"before": MARK}, {"after": MARK}], ids=str)
def test_every_page_walks_an_index_from_where_it_begins(
    viewer: Any, params: dict[str, str], marks: dict[str, str]
) -> None:
    asked = read(params, staff=viewer.is_staff)
    runs = asked.narrow(runs_visible_to(viewer), viewer.pk, ZONE)
    for plan in plans(lambda: stretch(runs, 20, **marks, by="created_at")):
        assert not scans(plan), plan
        assert not sorts(plan), plan


def test_counts_and_kinds_step_through_an_index(viewer: Any) -> None:
    runs = runs_visible_to(viewer)
    for plan in [*plans(lambda: counts_for(viewer)), *plans(lambda: kinds_of(runs))]:
        assert not scans(plan), plan


def plans(read: Any) -> list[str]:
    """How the database would answer each question about runs that `read` asks, if they were too
    many to be read whole."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read()
    assert asked
    with transaction.atomic(), connection.cursor() as cursor:
        return [explained(cursor, sql, params) for sql, params in asked]


def scans(plan: str) -> bool:
    return bool(re.search(r"Seq Scan on progress_taskrun|SCAN progress_taskrun(?! USING)", plan))


def sorts(plan: str) -> bool:
    """Those of one moment are put in order by their ids; all of them never."""
    return bool(re.search(r"TEMP B-TREE FOR ORDER BY|(?<!Incremental )Sort  ", plan))
