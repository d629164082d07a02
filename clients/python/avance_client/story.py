"""What a follower knows, without any socket: which frames are news, and what to ask for when it
comes back. The sync and the async client feed it; docs/websocket-api.md is what it keeps to.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from avance_client.errors import NotFound, api_error
from avance_client.events import RESET, SNAPSHOT, TICK, Event, Place

MOST_SINCE = 1000
# Of runs that are over, so many places are remembered: what is told again of them is old.
MOST_ENDED = 10_000
BEGINNING = Place()


class Again(Exception):
    """A milestone is missing: come back with what is here, and it will be told."""


class Story:
    """Of one run (`run`), told from its beginning or from `since`, or of all of a person's."""

    def __init__(self, run: str = "", since: Place | None = None) -> None:
        self.run = run
        self.over = False
        self.beat_seconds = 0.0
        self.bye_ms: int | None = None
        self.caught_up = self.beaten = False
        self._have: dict[str, Place] = {run: since or BEGINNING} if run else {}
        self._ended: dict[str, Place] = {}
        self._after: str | None = None
        self._unknown = False
        self._number = 0

    @property
    def id(self) -> str:
        """Of the subscription, another one on every socket."""
        return f"follow-{self._number}"

    def opening(self) -> str:
        """What to send first on a new socket."""
        self._number += 1
        self.bye_ms, self._unknown = None, False
        self.caught_up = self.beaten = False
        known = [*self._have.items(), *reversed(self._ended.items())][:MOST_SINCE]
        asked: dict[str, Any] = {"op": "subscribe", "id": self.id}
        asked |= {"run": self.run} if self.run else {"to": "mine"}
        asked["since"] = {run: place.plain() for run, place in known}
        if self._after and not self.run:
            asked["after"] = self._after
        return json.dumps(asked)

    def take(self, text: str | bytes) -> Iterator[Event]:
        """The news in one message of the server, in order. Raises Again, or the ApiError by which
        the subscription was refused."""
        frame = json.loads(text)
        match frame.get("type"):
            case "welcome":
                self.beat_seconds = float(frame.get("beat_seconds") or 0)
            case "beat":
                self.beaten = True
            case "bye":
                self.bye_ms = int(frame.get("after_ms", 0))
            case "error" if frame.get("id", self.id) == self.id:
                raise api_error(frame.get("code", ""), frame.get("message", ""), facts=frame)
            case "snapshot" | "event" | "live" | "gone" if self.id in frame.get("subs", ()):
                yield from self._subscribed(frame)

    def _subscribed(self, frame: Mapping[str, Any]) -> Iterator[Event]:
        match frame["type"]:
            case "snapshot":
                yield from self._snapshot(frame)
            case "event":
                yield from self._event(Event.of(frame))
            case "live":
                self.caught_up = True
                self._live(frame)
            case "gone":
                self._gone(str(frame["run"]))

    def _snapshot(self, frame: Mapping[str, Any]) -> Iterator[Event]:
        event = Event.of(frame, RESET if frame.get("reset") else SNAPSHOT)
        had = self._place(event.run)
        if event.kind == RESET:
            yield from self._reset(event)
        elif had is None and self._after:
            # It began while nobody listened: its milestones are asked for, once all is here.
            self._have[event.run] = BEGINNING
            self._unknown = True
        elif had is not None and frame.get("recovered") and event.at.n > had.n:
            raise Again
        elif event.run not in self._ended:
            yield self._told(event)

    def _reset(self, event: Event) -> Iterator[Event]:
        ended_before = self._ended.pop(event.run, None) is not None
        self._told(event)
        if not (ended_before and event.is_end):
            yield event

    def _event(self, event: Event) -> Iterator[Event]:
        had = self._place(event.run) or BEGINNING
        if event.kind == TICK:
            # One that counts a milestone more is told again after that.
            if event.at.n == had.n and event.at.is_newer_than(had):
                yield self._told(event)
        elif event.at.n > had.n + 1:
            self._have.setdefault(event.run, had)
            raise Again
        elif event.at.n > had.n:  # by its number alone: it may be met at two places
            yield self._told(event)

    def _live(self, frame: Mapping[str, Any]) -> None:
        if self._unknown:
            raise Again
        self._after = str(frame["time"])

    def _gone(self, run: str) -> None:
        self._have.pop(run, None)
        if self.run:
            raise NotFound("not_found", "The run is not there any more, or not for you.")

    def _place(self, run: str) -> Place | None:
        return self._have.get(run) or self._ended.get(run)

    def _told(self, event: Event) -> Event:
        """Note what is about to be told."""
        if not event.is_end:
            self._have[event.run] = event.at
            return event
        self._have.pop(event.run, None)
        self._ended[event.run] = event.at
        if len(self._ended) > MOST_ENDED:
            del self._ended[next(iter(self._ended))]
        self.over = bool(self.run)
        return event
