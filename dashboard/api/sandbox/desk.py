"""What one process remembers of the sandbox: which plays somebody began lately, by which key, and
which were cancelled. All of it may be forgotten: a play goes on without."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from dashboard.api.errors import ApiError, Code
from dashboard.api.sandbox.plays import Play

MOST_STARTED = 256
MOST_OF_ONE = 20
MOST_CUT = 1000


@dataclass(frozen=True, slots=True)
class Started:
    """A play that somebody at an address began by `key`, and what they had asked for."""

    address: str
    key: str
    asked: Any
    play: Play


class Desk:
    """The memory: of everybody so much, and of one address a share of that."""

    def __init__(self) -> None:
        self._started: OrderedDict[str, Started] = OrderedDict()
        self._cut: OrderedDict[tuple[str, int], int] = OrderedDict()

    def start(self, new: Started) -> tuple[Play, bool]:
        """Remember it; what the same key began before is given instead, and True. Raises ApiError
        where all that one address may have is still being played."""
        theirs = [one for one in self._started.values() if one.address == new.address]
        for one in theirs:
            if one.key == new.key:
                if one.asked != new.asked:
                    raise ApiError(Code.CONFLICT, _("This key was used for something else."))
                return self.as_it_is(one.play), True
        if len(theirs) >= MOST_OF_ONE:
            self._forget_one(theirs, new.play.began)
        elif len(self._started) >= MOST_STARTED:
            self._started.popitem(last=False)
        self._started[new.play.run] = new
        return new.play, False

    def _forget_one(self, theirs: list[Started], now: int) -> None:
        for one in theirs:
            if self.as_it_is(one.play).over(now):
                del self._started[one.play.run]
                return
        sentence = _("So many scripts are being played for you already: wait for the end of one.")
        raise ApiError(Code.TOO_MANY, sentence, retry_after=1.0)

    def plays_of(self, address: str) -> list[Play]:
        """What somebody there began, newest first."""
        theirs = [one.play for one in self._started.values() if one.address == address]
        return [self.as_it_is(play) for play in reversed(theirs)]

    def cut(self, play: Play) -> None:
        """It was cancelled."""
        assert play.cut_short is not None
        if len(self._cut) >= MOST_CUT:
            self._cut.popitem(last=False)
        self._cut[play.run, play.began] = play.cut_short

    def as_it_is(self, play: Play) -> Play:
        """Cancelled, where it was."""
        cut_short = self._cut.get((play.run, play.began))
        if cut_short is None or play.cut_short is not None:
            return play
        return replace(play, cut_short=cut_short)


desk = Desk()
