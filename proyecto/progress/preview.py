"""The newest picture of what a run is working on: small, short-lived, replaced every other second.

It lies in Redis, so any web process can show what any worker sees, and nothing has to be cleaned
up.
"""

from typing import Any

import redis

from proyecto.progress import live

# A picture that nobody replaced for this long shows nothing current.
EXPIRES_SECONDS = 120
MOST_BYTES = 256 * 1024


def _key(run_id: Any) -> str:
    return f"avance:preview:{run_id}"


class Previews:
    """Pictures over one kept connection."""

    def __init__(self, client: "redis.Redis | None" = None) -> None:
        self._client = client or live.connect()

    def put(self, run_id: Any, jpeg: bytes) -> bool:
        """Show a picture; False when it is too large or Redis is away: a preview is never worth
        the work."""
        if len(jpeg) > MOST_BYTES:
            return False
        try:
            self._client.set(_key(run_id), jpeg, ex=EXPIRES_SECONDS)
        except redis.RedisError:
            return False
        return True

    def get(self, run_id: Any) -> bytes | None:
        """The newest picture of a run as JPEG, if there is one."""
        try:
            return self._client.get(_key(run_id))  # type: ignore[return-value]
        except redis.RedisError:
            return None
