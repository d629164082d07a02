"""Who has a page open, in Redis: each web process says so again and again, and what is not repeated
is forgotten. Nothing of the work depends on it; whoever thinks of writing a mail asks."""

import logging
from collections.abc import Iterable
from functools import cache

import redis

from proyecto.progress import live

log = logging.getLogger(__name__)

# Said again well within it; a process that was killed says nothing any more.
KEPT_SECONDS = 15
SAID_EVERY_SECONDS = 4.0


def say(user_ids: Iterable[int]) -> None:
    """These people are here. Redis errors are the caller's to handle."""
    pipe = _client().pipeline(transaction=False)
    for user_id in user_ids:
        pipe.set(_key(user_id), 1, ex=KEPT_SECONDS)
    pipe.execute()


def is_here(user_id: int) -> bool:
    """Whether a person has a page open, as far as is known: with Redis away nobody has."""
    try:
        return bool(_client().exists(_key(user_id)))
    except redis.RedisError as error:
        log.warning("nobody knows who has a page open: %s", error)
        return False


def _key(user_id: int) -> str:
    return f"avance:here:{user_id}"


@cache
def _client() -> "redis.Redis":
    return live.connect()
