"""The range that people are told holds nine times out of ten: a mixed history played again."""

import pytest

from proyecto.progress.models import Promise
from tests.progress.replay import Replay
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
RUNS = 100


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_a_hundred_runs_the_range_told_holds_for_85_to_95(people: People, seed: int) -> None:
    with Replay(people.new(), seed).open() as replay:
        replay.learn(past=40, promised=60)
        made = [replay.one() for _ in range(RUNS)]

    for moment in (Promise.Moment.STARTED, Promise.Moment.HALF):
        promises = [promises[moment] for promises in made if moment in promises]
        told = [promise for promise in promises if promise.kept is not None]
        kept = sum(bool(promise.kept) for promise in told)
        assert len(told) >= 0.75 * RUNS, f"{moment}: of most runs something is told"
        assert 0.85 <= kept / len(told) <= 0.95, f"{moment}: {kept} of {len(told)}"
