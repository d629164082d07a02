"""A sign of life that goes from a worker to every page, so that "live" is measured and not assumed.

Of all workers one sends it, whichever comes first: every 15 seconds, the way of any other message,
stamped with Redis' time. Whoever hears it knows how long it was on its way.
"""

from typing import Any

import redis

from proyecto.progress.broadcast import EVERYBODY
from proyecto.progress.clock import RedisClock
from proyecto.progress.teller import teller

TOPIC = "canary"
EVERY_SECONDS = 15.0
# Whoever sets it sends; a little less than the pause, as nobody is exactly on time.
TURN = "avance:canary"
TURN_MS = 14_000


def sing(client: "redis.Redis", by: str, clock: RedisClock) -> bool:
    """Send it, if it is time to and nobody else has; whether it was sent."""
    if not client.set(TURN, by, nx=True, px=TURN_MS):
        return False
    at = clock.now()
    if at is None:
        return False
    body: dict[str, Any] = {"at": at, "by": by}
    teller().say(TOPIC, body, frozenset({EVERYBODY}))
    return True
