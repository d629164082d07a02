"""Doing something to the world outside once: the table's moves around the act itself."""

import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from proyecto.progress import effects
from proyecto.progress.effects import Attempt, Doubt, Held, State
from workers.outcomes import NotDone, Transient
from workers.patience import patiently

log = logging.getLogger(__name__)

Act = Callable[[], Any]
Unknown = Literal["again", "leave"]
# What was done must not be forgotten because the database is away for a moment.
WORD_SECONDS = 60.0


def once(
    by: Attempt | None,
    key: str,
    act: Act,
    *,
    kind: str,
    ask: Act | None = None,
    facts: dict[str, Any] | None = None,
    unknown: Unknown = "again",
) -> Any:
    """Do `act` unless it was done before; what it gave, then or now. See docs/new-task.md.

    Raises `Transient` while another run does it, `effects.Lost` when `by` may not act any more.
    """
    doubt = Doubt.ASK if ask else Doubt(unknown)
    try:
        turn = effects.take(key, kind, facts or {}, doubt, by)
    except Held as held:
        raise Transient("held", detail=key) from held
    if turn.state == State.DONE:
        return turn.result
    if turn.unknown:
        log.warning("nobody knows whether %s was done: %s", key, doubt)
        if doubt == Doubt.LEAVE:
            return None
        if ask is not None:
            answer = ask()
            if answer is not None:
                return _keep(key, answer)
            effects.hold(by)  # asking may take long
    return _do(key, act, turn.tries)


def _do(key: str, act: Act, tries: int) -> Any:
    try:
        result = act()
    except NotDone as no:
        turn = patiently(partial(effects.refused, key, tries, no.why()), WORD_SECONDS)
        if turn is not None and turn.state == State.DONE:
            return turn.result
        raise no.problem from no
    return _keep(key, result)


def _keep(key: str, result: Any) -> Any:
    """Say that it was done, and give what is kept of it."""
    try:
        plain = json.loads(json.dumps(result))
    except (TypeError, ValueError):
        _say_done(key, None)  # it was, whatever it gave
        raise
    return _say_done(key, plain)


def _say_done(key: str, result: Any) -> Any:
    kept = patiently(lambda: (effects.done(key, result),), WORD_SECONDS)
    if kept is None:
        raise Transient("io", detail=f"{key} was done, and the database is away")
    return kept[0]
