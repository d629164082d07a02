"""Says in Redis which people have a page of this process open."""

import asyncio
import logging
import time

import redis

from dashboard.guests import GuestSubscriber
from dashboard.subscriber import Subscriber
from dashboard.topic import Topic
from proyecto.progress import onlookers

log = logging.getLogger(__name__)

# Its bell counts notices, and tells nobody what became of their runs.
MUTE = "administracion"


class Onlookers(Topic):
    """Nobody is told anything: it only has written down who is here."""

    name = "onlookers"
    _next = 0.0

    async def look(self) -> None:
        """Every few seconds, while there is anybody; not into a Redis that is away."""
        here = {one.user_id for one in self.hub.sockets if says_ends(one)}
        if not here or not self.hub.broker_up or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + onlookers.SAID_EVERY_SECONDS
        try:
            await asyncio.to_thread(onlookers.say, here)
        except redis.RedisError as error:
            log.warning("not said who is here: %s", error)


def says_ends(socket: Subscriber) -> bool:
    """Whether its page says how a run of its person ended, so that no mail is needed."""
    return not isinstance(socket, GuestSubscriber) and socket.look.view != MUTE
