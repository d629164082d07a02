"""One run as a stream of text over HTTP: server-sent events, or lines for people."""

from time import monotonic
from typing import Any

import msgspec
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from msgspec import Struct

from dashboard.api.follower import Follower, Subscription
from dashboard.api.frames import Beat, Broker, Bye, EventFrame, Gone, Live, Place, Snapshot
from dashboard.api.outbox import GAP_SECONDS
from dashboard.api.told import Told, as_text, place
from dashboard.cards import shown_state
from dashboard.formats import percent, speed
from dashboard.labels import phase_label, state_label
from dashboard.left_words import left_words
from dashboard.outbox import TooSlow
from dashboard.rights import TOO_SLOW
from dashboard.sentences import milestone_sentence
from proyecto.progress.events import LiveState, Position
from proyecto.progress.snapshot import Known
from proyecto.progress.vocabulary import ENDED, TaskState

# After this nothing is sent.
END = "\0"
# Proxies take a connection that is silent for a minute for a dead one.
QUIET_SECONDS = 40.0
NO_SUBS = '"subs":[],'


class Streamed(Follower):
    """Over when its run is."""

    content_type = ""
    # Numbers come so far apart, in seconds.
    gap = GAP_SECONDS

    def put_told(self, told: Told, subs: list[Subscription]) -> None:
        """Queue an event."""
        super().put_told(told, subs)
        if ends(told):
            self._end()

    def put(self, frame: Struct) -> None:
        """Queue any other frame."""
        if text := self.text_of_frame(frame):
            self._queue(text)
        if ends(frame):
            self._end()

    def _end(self) -> None:
        self._queue(END)

    def _queue(self, text: str) -> None:
        try:
            self.outbox.frame(text)
        except TooSlow:
            self.close(TOO_SLOW)

    def piece(self, frame: Told | Struct) -> str:
        """What is sent of a frame."""
        if isinstance(frame, Told):
            return self.text_of(frame, [])
        return self.text_of_frame(frame)


class EventStream(Streamed):
    """By the format of server-sent events: the frames of the sockets, less the subscriptions. The
    id of an event is its position, with which a client comes back."""

    content_type = "text/event-stream; charset=utf-8"

    def text_of(self, told: Told, subs: list[Subscription]) -> str:
        """An event."""
        guest = self.guest
        text = told.masked(guest.alias) if guest else told.text
        return _event("event", text.replace(NO_SUBS, "", 1), place(told.at))

    def text_of_frame(self, frame: Struct) -> str:
        """Any other frame."""
        if isinstance(frame, Beat):
            return ": beat\n\n"
        kind = str(frame.__struct_config__.tag)
        if isinstance(frame, Bye):
            return f"retry: {frame.after_ms}\n{_event(kind, as_text(frame))}"
        if isinstance(frame, (Snapshot, EventFrame, Live, Gone)):
            bare = msgspec.structs.replace(frame, subs=[])
            at = frame.at if isinstance(frame, (Snapshot, EventFrame)) else None
            return _event(kind, as_text(bare).replace(NO_SUBS, "", 1), at)
        return _event(kind, as_text(frame))


class Lines(Streamed):
    """For people at a terminal: one line for each milestone and now and then one with numbers, in
    their language and time."""

    content_type = "text/plain; charset=utf-8"
    gap = 1.0

    def __init__(self, *given: Any, language: str, zone: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._language, self._zone = language, zone
        self._live: LiveState | None = None
        self._said_at = monotonic()

    def text_of(self, told: Told, subs: list[Subscription]) -> str:
        """An event."""
        live = self._live = told.event.live
        with self._speaking():
            if told.milestone and not self.guest:
                said = milestone_sentence(told.event.type, live).strip()
            else:
                said = numbers(live)
            return self._line(said, told.event.at)

    def text_of_frame(self, frame: Struct) -> str:
        """Of the others, those that mean something to people."""
        with self._speaking():
            if isinstance(frame, Beat):
                return self._sign_of_life(frame)
            if isinstance(frame, Snapshot):
                self._live = frame.live
                return self._line(f"{frame.live.title}: {numbers(frame.live)}", timezone.now())
            if isinstance(frame, Broker):
                said = _("Live numbers are back.") if frame.up else _("No live numbers just now.")
                return self._line(said, timezone.now())
            if isinstance(frame, Bye):
                return self._line(_("This server restarts. Ask again."), timezone.now())
            if isinstance(frame, Gone):
                return self._line(_("There is no such task."), timezone.now())
        return ""

    def _sign_of_life(self, beat: Beat) -> str:
        if self._live is None or monotonic() - self._said_at < QUIET_SECONDS:
            return ""
        return self._line(_("Still: %(so)s") % {"so": numbers(self._live)}, beat.time)

    def _speaking(self) -> Any:
        return translation.override(self._language)

    def _line(self, said: str, at: Any) -> str:
        self._said_at = monotonic()
        # What a stranger called a film must not command a terminal.
        shown = "".join(letter if letter.isprintable() else " " for letter in said)
        return f"{at.astimezone(self._zone):%H:%M:%S}  {shown}\n"


def numbers(live: LiveState) -> str:
    """How far it is, in one line."""
    progress = live.progress
    if live.state != TaskState.STARTED:
        return state_label(shown_state(Known(Position(), live)))
    said = [percent(progress.permille), phase_label(progress.phase), progress.message]
    if progress.speed:
        said.append(speed(progress.speed))
    if progress.high is not None:
        said.append(left_words(progress.low, progress.high))
    return "  ".join(filter(None, said))


def ends(frame: Told | Struct) -> bool:
    """Whether nothing follows it."""
    if isinstance(frame, Told):
        return frame.event.live.state in ENDED
    if isinstance(frame, Snapshot):
        return frame.live.state in ENDED
    return isinstance(frame, (Gone, Bye))


def read_id(text: str) -> Place | None:
    """The position that an event's id tells; None for what is none."""
    epoch, _colon, rest = text.partition(":")
    seq, _colon, n = rest.partition(":")
    if not (seq.isascii() and seq.isdigit() and n.isascii() and n.isdigit()):
        return None
    if len(seq) > 15 or len(n) > 15 or len(epoch) > 64:
        return None
    return Place(n=int(n), epoch=epoch, seq=int(seq))


def _event(kind: str, data: str, at: Place | None = None) -> str:
    named = f"id: {at.epoch}:{at.seq}:{at.n}\n" if at is not None else ""
    return f"{named}event: {kind}\ndata: {data}\n\n"
