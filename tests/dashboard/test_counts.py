"""The numbers above the list, and the one in the tab's title."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboard.counts import NAMES, Shared, counts_of
from tests.dashboard.runs import ask, begun
from tests.stack.people import People
from tests.stack.redis import RedisProcess


def test_the_team_counts_everybodys_runs_and_each_of_them_their_own(
    people: People, redis_process: RedisProcess
) -> None:
    ana, eva = people.new(), people.new(is_staff=True)
    for owner in (ana, ana, eva):
        begun(ask(owner))
    hers, team = counts_of(ana.pk, "UTC", {}), counts_of(eva.pk, "UTC", {})
    assert (hers["running"], hers["mine"]) == (2, 2)
    assert team["running"] >= 3
    assert team["mine"] == 1


def test_of_nobody_there_is_nothing_to_count(people: People) -> None:
    assert counts_of(0, "UTC", {}) == dict.fromkeys(NAMES, 0)


def test_what_the_team_is_told_alike_is_counted_once(
    people: People, redis_process: RedisProcess
) -> None:
    ana, eva, luis = people.new(), people.new(is_staff=True), people.new(is_staff=True)
    gone = people.new(is_staff=True, is_active=False)
    begun(ask(ana))
    begun(ask(eva))
    shared: Shared = {}
    first = counts_of(eva.pk, "UTC", shared)
    with CaptureQueriesContext(connection) as asked:
        second = counts_of(luis.pk, "UTC", shared)
    assert len(asked) == 2, "who they are, and what is theirs"
    assert first | {"mine": 0} == second
    assert first["mine"] == 1
    assert counts_of(ana.pk, "UTC", shared)["running"] == 1
    assert counts_of(gone.pk, "UTC", shared) == dict.fromkeys(NAMES, 0)
