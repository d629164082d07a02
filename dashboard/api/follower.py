"""One program that follows, as the hub sees it: its subscriptions, and what each was given."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from dashboard.api.told import Told, addressed, as_text, newer
from dashboard.guests import Guest
from dashboard.outbox import TooSlow
from dashboard.rights import TOO_SLOW
from proyecto.progress.events import Position

# What happens during a catch-up waits for its end.
MOST_EARLY = 2000
# Positions that a subscription to a list keeps, to tell nothing twice.
MOST_REMEMBERED = 5000


@dataclass(eq=False, slots=True)
class Subscription:
    """What one `subscribe` began: the `runs` that it names, or all of `to`. Until `ready`, what
    happens is kept for after the catch-up, which must come first."""

    id: str
    follower: "Follower"
    runs: frozenset[str] = frozenset()
    to: str = ""
    have: dict[str, Position] = field(default_factory=dict)
    ready: bool = False
    early: list[Told] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its id as JSON."""
        return json.dumps(self.id, ensure_ascii=False)

    def takes(self, told: Told) -> bool:
        """Whether it is news; it has it from now on."""
        have = self.have.get(told.run)
        if have is not None and not newer(told.at, have, milestone=told.milestone):
            return False
        self.have[told.run] = told.at
        if len(self.have) > MOST_REMEMBERED:
            del self.have[next(iter(self.have))]
        return True


class Follower:
    """`who` may see what they may see; `groups` are the Channels groups in which that is told.
    `pass_` says what lets them in: `("token", 7)`, `("session", "key")` or `("link", 3)`. `outbox`
    takes finished text, `close` ends the connection with a code."""

    def __init__(
        self,
        who: Any,
        groups: frozenset[str],
        pass_: tuple[str, Any],
        outbox: Any,
        close: Callable[[int], None],
    ) -> None:
        self.who = who
        self.groups = groups
        self.pass_ = pass_
        self.outbox = outbox
        self.close = close
        self.subs: dict[str, Subscription] = {}

    @property
    def guest(self) -> Guest | None:
        """Who has a link to one run, and no account."""
        return self.who if isinstance(self.who, Guest) else None

    def give(self, told: Told, subs: list[Subscription]) -> None:
        """Something happened to a run that these subscriptions of its want."""
        ready = []
        for sub in subs:
            if sub.ready:
                ready.append(sub)
            elif len(sub.early) >= MOST_EARLY:
                self.close(TOO_SLOW)
            else:
                sub.early.append(told)
        taking = [sub for sub in ready if sub.takes(told)]
        if taking:
            self.put_told(told, taking)

    def caught_up(self, sub: Subscription, frame: Struct) -> None:
        """What happened meanwhile; then `frame`, and from now on what happens."""
        early, sub.early = sub.early, []
        for told in early:
            if sub.takes(told):
                self.put_told(told, [sub])
        sub.ready = True
        self.put(frame)

    def put_told(self, told: Told, subs: list[Subscription]) -> None:
        """Queue an event."""
        text = self.text_of(told, subs)
        try:
            if told.milestone:
                self.outbox.milestone(told.run, text)
            else:
                self.outbox.tick(told.run, names_of(subs), text)
        except TooSlow:
            self.close(TOO_SLOW)

    def put(self, frame: Struct) -> None:
        """Queue any other frame; who can't take it is closed and told to resume."""
        try:
            self.outbox.frame(self.text_of_frame(frame))
        except TooSlow:
            self.close(TOO_SLOW)

    def text_of(self, told: Told, subs: list[Subscription]) -> str:
        """An event as it is sent."""
        guest = self.guest
        text = told.masked(guest.alias) if guest else told.text
        return addressed(text, names_of(subs))

    def text_of_frame(self, frame: Struct) -> str:
        """Any other frame as it is sent."""
        return as_text(frame)


def names_of(subs: list[Subscription]) -> str:
    """Their ids as JSON has them, in a list without its brackets."""
    return ",".join(sub.name for sub in subs)
