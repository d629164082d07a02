"""The numbers above the list, and the one in the tab's title."""

from dashboard.counts import NAMES, counts_of
from tests.dashboard.runs import ask, begun
from tests.stack.people import People
from tests.stack.redis import RedisProcess


def test_the_team_counts_everybodys_runs_and_each_of_them_their_own(
    people: People, redis_process: RedisProcess
) -> None:
    ana, eva = people.new(), people.new(is_staff=True)
    for owner in (ana, ana, eva):
        begun(ask(owner))
    hers, team = counts_of(ana.pk, "UTC"), counts_of(eva.pk, "UTC")
    assert (hers["running"], hers["mine"]) == (2, 2)
    assert team["running"] >= 3
    assert team["mine"] == 1


def test_of_nobody_there_is_nothing_to_count(people: People) -> None:
    assert counts_of(0, "UTC") == dict.fromkeys(NAMES, 0)
