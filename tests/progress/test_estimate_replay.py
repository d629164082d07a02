"""The range that people are told holds nine times out of ten: a mixed history played again."""

import pytest

from proyecto.progress.models import Promise
from tests.progress.replay import Replay
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
RUNS = 100
MOMENTS = (Promise.Moment.STARTED, Promise.Moment.HALF)


def told(made: list[dict[str, Promise]], moment: str) -> list[Promise]:
    """Those of a moment in which people were told a range."""
    promises = [promises[moment] for promises in made if moment in promises]
    return [promise for promise in promises if promise.kept is not None]


def share(promises: list[Promise]) -> float:
    """How often the range was true."""
    return sum(bool(promise.kept) for promise in promises) / len(promises)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_a_hundred_runs_the_range_told_holds_for_85_to_95(people: People, seed: int) -> None:
    with Replay(people.new(), seed).open() as replay:
        replay.learn(past=40, promised=60)
        made = [replay.one() for _ in range(RUNS)]

    for moment in MOMENTS:
        promises = told(made, moment)
        assert len(promises) >= 0.75 * RUNS, f"{moment}: of most runs something is told"
        assert 0.85 <= share(promises) <= 0.95, f"{moment}: {share(promises)}"


@pytest.mark.slow
def test_over_many_histories_it_holds_nine_times_out_of_ten(people: People) -> None:
    made = []
    for seed in range(501, 509):  # none of them was looked at when the estimates were made
        with Replay(people.new(), seed).open() as replay:
            replay.learn(past=40, promised=60)
            made += [replay.one() for _ in range(RUNS)]

    for moment in MOMENTS:
        promises = told(made, moment)
        assert len(promises) >= 0.85 * len(made), f"{moment}: of nearly all something is told"
        assert 0.88 <= share(promises) <= 0.92, f"{moment}: {share(promises)}"
