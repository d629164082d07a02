"""What a program may ask of the sandbox, beside following."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from django.utils.translation import gettext as _

from dashboard.api.errors import ApiError, Code
from dashboard.api.frames import List, Place, Start
from dashboard.api.runs import WANTED, no_such_run
from dashboard.api.sandbox import plays
from dashboard.api.sandbox.desk import Started, desk
from dashboard.api.sandbox.plays import FASTEST, FIXED, Play
from dashboard.api.sandbox.scripts import ALL
from proyecto.progress.vocabulary import ENDED, TaskState


def find(run: UUID, now: int, have: Place | None = None) -> Play:
    """The play that a run is, for somebody who has that of it. Raises ApiError where there is none,
    or it is gone."""
    play = plays.begun(run, now) or plays.fixed(run, now, have)
    if play is not None:
        play = plays.as_somebody_has_it(desk.as_it_is(play), have)
    if play is None or play.known(now) is None:
        raise no_such_run()
    return play


def start(asked: Start, address: str, now: int) -> tuple[Play, bool]:
    """A fresh play of a script, or the one that the same key began before, and True."""
    if asked.task not in ALL:
        sentence = _("There is no such script. These are: %(names)s.")
        raise ApiError(Code.BAD_REQUEST, sentence % {"names": ", ".join(ALL)})
    speed = asked.args.get("speed", 1)
    if set(asked.args) - {"speed"} or type(speed) is not int or not 1 <= speed <= FASTEST:
        sentence = _("“args” may have “speed”, a whole number from 1 to %(most)d.")
        raise ApiError(Code.BAD_REQUEST, sentence % {"most": FASTEST})
    play = plays.begin(asked.task, now, speed)
    return desk.start(Started(address, asked.key, (asked.task, speed), play))


def retry(play: Play, address: str, now: int) -> Play:
    """A fresh play of the same script."""
    moment = play.known(now)
    if moment is None or moment.live.state not in ENDED:
        raise ApiError(Code.CONFLICT, _("It is not over yet."))
    if moment.live.state == TaskState.SUCCESS:
        raise ApiError(Code.CONFLICT, _("It went well: there is nothing to try again."))
    again = plays.begin(play.script, now, play.speed)
    return desk.start(Started(address, again.run, again.run, again))[0]


def listed(asked: List, address: str, now: int) -> tuple[list[dict[str, Any]], str]:
    """A page of the runs: those that somebody at this address began, then those that are always
    there. And the cursor of the next; empty where there is none."""
    first = int(asked.cursor or 0) if asked.cursor.isdecimal() or not asked.cursor else -1
    if first < 0:
        raise ApiError(Code.BAD_REQUEST, _("This cursor makes no sense."))
    states = WANTED.get(asked.state, frozenset(TaskState))
    found = [
        shown
        for shown in _all(address, now)
        if shown["state"] in states and asked.task in {"", shown["task"]}
    ]
    last = first + asked.limit
    return found[first:last], str(last) if last < len(found) else ""


def _all(address: str, now: int) -> Iterable[dict[str, Any]]:
    fixed = [Play(str(run), script, now) for run, script in FIXED.items()]
    for play in (*desk.plays_of(address), *fixed):
        moment = play.known(now)
        if moment is not None:
            ended = {"result": None} if moment.live.state in ENDED else {}
            at = msgspec.to_builtins(play.place(moment))
            yield {**msgspec.to_builtins(moment.live), "at": at, **ended}
