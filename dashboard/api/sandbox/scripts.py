"""The scripts: one for each thing that may happen to whoever follows a run.

A name, once given, stays: it makes the identifier of the run that always plays it.
"""

from collections.abc import Callable

from dashboard.api.sandbox.stage import Moment, Stage
from proyecto.progress.vocabulary import Cause

Script = Callable[[Stage], None]
AWAY, BACK = 1, 0
SIGN_IN, TOO_SLOW, RESTARTING = 4401, 4408, 1012
LONG_SECONDS = 120.0


def success(stage: Stage) -> None:
    """Queued, begun, three phases, done."""
    _begin(stage)
    stage.work("leer")
    _finish(stage)


def retries(stage: Stage) -> None:
    """Two attempts fail and the third is done: the bar goes back to nothing each time."""
    _begin(stage)
    stage.work("leer")
    stage.retry(1.5)
    stage.begin()
    stage.work("leer")
    stage.work("convertir", 0.5)
    stage.retry(2.0, Cause.TIMEOUT)
    stage.begin()
    stage.work("leer")
    _finish(stage)


def failure(stage: Stage) -> None:
    """Rejected in the middle of the second phase: `error` is `not_media`, with its facts."""
    _begin(stage)
    stage.work("leer")
    stage.work("convertir", 0.5)
    stage.fail("not_media", container="text")


def cancel(stage: Stage) -> None:
    """Works for two minutes, unless you send `cancel`: the answer is `stopping`, and the end comes
    a second later."""
    _begin(stage)
    stage.work("leer")
    stage.work("convertir", slower=LONG_SECONDS / 4)
    stage.work("guardar")
    stage.succeed()


def drop(stage: Stage) -> None:
    """After four seconds the connection breaks without a word. Coming back, nothing is missing."""
    _begin(stage)
    stage.work("leer")
    stage.work("convertir", 0.5)
    stage.cue("cut")
    stage.go_on(2.0)
    stage.output(part=1)
    stage.work("guardar")
    stage.succeed()


def gap(stage: Stage) -> None:
    """Twenty numbers of `seq` are never told: ticks were merged. No milestone is missing."""
    _begin(stage)
    stage.work("leer")
    stage.work("convertir", 0.25)
    stage.skip(20)
    stage.wait(2.0)
    stage.go_on(3.0)
    stage.work("guardar")
    stage.succeed()


def reset(stage: Stage) -> None:
    """The connection breaks, and meanwhile the database is put back to what it was before: whoever
    comes back is answered `reset`, with a lower `n` than they had."""
    _begin(stage)
    began = [item for item in stage.items if isinstance(item, Moment)][-1]
    stage.work("leer")
    stage.work("convertir", 0.5)
    stage.cue("cut")
    stage.restore(began)
    stage.wait(1.0)
    stage.work("leer")
    _finish(stage)


def slow(stage: Stage) -> None:
    """Nothing for thirty seconds in the middle, but beats: the run goes on."""
    _begin(stage)
    stage.work("leer")
    stage.work("convertir", 0.5)
    stage.wait(30.0)
    stage.go_on(2.0)
    stage.work("guardar")
    stage.succeed()


def auth(stage: Stage) -> None:
    """Closed with 4401 in the middle, as when a token is revoked: trying again would be wrong."""
    _interrupted(stage, SIGN_IN)


def restart(stage: Stage) -> None:
    """`bye`, then 1012: the server is back after `after_ms`."""
    _interrupted(stage, RESTARTING, bye=500)


def too_slow(stage: Stage) -> None:
    """Closed with 4408, as a reader who is too slow: come back at once, with `since`."""
    _interrupted(stage, TOO_SLOW)


def broker(stage: Stage) -> None:
    """Live numbers stop for three seconds, which is said; milestones come all the same."""
    _begin(stage)
    stage.work("leer")
    stage.cue("away", AWAY)
    stage.skip(12)
    stage.wait(1.5)
    stage.output(part=1)
    stage.wait(1.5)
    stage.cue("away", BACK)
    stage.work("convertir")
    stage.work("guardar")
    stage.succeed()


def gone(stage: Stage) -> None:
    """After four seconds the run is not there any more: it is deleted, or not yours now."""
    _begin(stage)
    stage.work("leer")
    stage.work("convertir", 0.5)
    stage.cue("gone")


ALL: dict[str, Script] = {
    script.__name__: script
    for script in (
        *(success, retries, failure, cancel, drop, gap, reset),
        *(slow, auth, restart, too_slow, broker, gone),
    )
}


def _begin(stage: Stage) -> None:
    stage.wait(1.0)
    stage.begin()


def _finish(stage: Stage) -> None:
    stage.work("convertir")
    stage.work("guardar")
    stage.succeed()


def _interrupted(stage: Stage, code: int, bye: int = 0) -> None:
    _begin(stage)
    stage.work("leer")
    stage.work("convertir", 0.5)
    if bye:
        stage.cue("bye", bye)
    stage.cue("close", code)
    stage.go_on(2.0)
    stage.work("guardar")
    stage.succeed()
