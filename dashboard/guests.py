"""Guests: who has a link to one run and no account. What they hear is named here, one by one; all
that anybody else is told, now or later, is not for them."""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from dashboard.subscriber import Subscriber
from proyecto.dominio.compartir import link_of, open_links
from proyecto.progress.events import LiveState, Position

VIEW = "compartida"
# Frames that a guest's page is given. Ticks are given apart, and hold nothing but numbers.
HEARD = tuple(
    f'{{"t":"{kind}"' for kind in ("hello", "ms", "gone", "live", "beat", "broker", "bye")
)
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Guest:
    """One link, as `dashboard.access` knows people. Outside, its run goes by an alias: the
    ledger's own identifier is nobody's business."""

    link_id: int
    run_id: str
    owner_id: int | None
    alias: str
    pk: int = 0
    is_active: bool = True
    is_staff: bool = False
    zona_horaria: str = ""

    def masked(self, text: str) -> str:
        """The same with the alias for the identifier."""
        return text.replace(self.run_id, self.alias)


class GuestSubscriber(Subscriber):
    """A guest's socket as the hub sees it."""

    def __init__(self, guest: Guest, **given: Any) -> None:
        super().__init__(**given)
        self.guest = guest

    def wants(self, run_id: str, subject: str) -> bool:
        """One run, whatever it is about."""
        return run_id == self.guest.run_id

    def milestone(self, run_id: str, at: Position, frame: str, live: LiveState) -> None:
        """Of that run only, whoever asks."""
        if run_id == self.guest.run_id:
            super().milestone(run_id, at, frame, live)

    def ticks(self, pieces: dict[str, str]) -> None:
        """The same."""
        run_id = self.guest.run_id
        if run_id in pieces:
            super().ticks({run_id: self.guest.masked(pieces[run_id])})

    def put(self, frame: str) -> None:
        """Nothing that is not named above."""
        if frame.startswith(HEARD):
            super().put(self.guest.masked(frame))


def guest_of(token: str) -> Guest | None:
    """Whom a token makes of who has it; None where it opens nothing."""
    link = link_of(token)
    if link is None:
        return None
    # The same for every visit of a link, so that a page that comes back knows its run again.
    digest = hashlib.sha256(f"alias:{link.token_hash}".encode()).hexdigest()
    alias = f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"
    return Guest(link.pk, str(link.run_id), link.run.owner_id, alias)


def open_among(link_ids: set[int]) -> set[int]:
    """Those that still open."""
    if not link_ids:
        return set()
    return set(open_links().filter(pk__in=link_ids).values_list("pk", flat=True))


class Door:
    """How many sockets without an account this process holds: for a link, and from an address,
    and how often from one in a minute. They cost memory, and anybody may come."""

    def __init__(self) -> None:
        self.inside: Counter[str] = Counter()
        self._came: Counter[str] = Counter()
        self._minute = 0.0

    def hurries(self, address: str) -> bool:
        """Whether too many came from there within a minute; this one counts too."""
        now = time.monotonic()
        if now - self._minute >= MINUTE:
            self._came.clear()
            self._minute = now
        self._came[address] += 1
        return self._came[address] > 2 * settings.SHARED_SOCKETS_PER_ADDRESS


class Passage:
    """One socket on its way through the door. What it takes up is given back by `leave`."""

    def __init__(self, through: Door) -> None:
        self._door = through
        self._held: list[str] = []

    def enter(self, address: str) -> bool:
        """Somebody without an account; False where there are too many."""
        most: int = settings.SHARED_SOCKETS_PER_ADDRESS
        return not self._door.hurries(address) and self._take(f"address:{address}", most)

    def watch(self, link_id: int) -> bool:
        """They have a link; False where there are too many with the same."""
        return self._take(f"link:{link_id}", settings.SHARED_SOCKETS_PER_LINK)

    def leave(self) -> None:
        """They are gone; once more changes nothing."""
        held, self._held = self._held, []
        for place in held:
            self._door.inside[place] -= 1
            if not self._door.inside[place]:
                del self._door.inside[place]

    def _take(self, place: str, most: int) -> bool:
        if place in self._held:
            return True
        if self._door.inside[place] >= most:
            return False
        self._door.inside[place] += 1
        self._held.append(place)
        return True


door = Door()
