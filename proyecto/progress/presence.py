"""Who is there: processes say so every few seconds, and are remembered for a day afterwards.

Ages are measured by Redis' own clock, because those of hosts differ. Two keys a kind of process: a
hash with what each last said, and when, by name.
"""

import json
from dataclasses import dataclass
from typing import Any

import redis

# Said so often; silent for longer than a few of them, it is not there any more.
EVERY_SECONDS = 5.0
ALIVE_SECONDS = 17.0
REMEMBERED_SECONDS = 24 * 3600

# KEYS: what was said, when. ARGV: name, what, seconds to remember. Gives the time in milliseconds.
SAY = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[1])
local forgotten = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3] * 1000)
for _, name in ipairs(forgotten) do
  redis.call('HDEL', KEYS[1], name)
  redis.call('ZREM', KEYS[2], name)
end
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('EXPIRE', KEYS[2], ARGV[3])
return now
"""


@dataclass(frozen=True, slots=True)
class Word:
    """What a process last said, and how many seconds ago."""

    name: str
    facts: dict[str, Any]
    age: float

    @property
    def alive(self) -> bool:
        """Whether it still says so."""
        return self.age < ALIVE_SECONDS


class Presence:
    """Processes of one kind. Redis errors are the caller's to handle."""

    def __init__(self, kind: str, client: "redis.Redis") -> None:
        self._client = client
        self._keys = [f"avance:{kind}:said", f"avance:{kind}:heard"]
        self._script = client.register_script(SAY)

    def say(self, name: str, facts: dict[str, Any]) -> int:
        """It is there, and this is how it is. Gives Redis' time in milliseconds."""
        said: Any = self._script(
            keys=self._keys, args=[name, json.dumps(facts), REMEMBERED_SECONDS]
        )
        return int(said)

    def words(self) -> list[Word]:
        """What each said last, by name, of all that were heard within a day."""
        pipe = self._client.pipeline(transaction=True)
        pipe.time()
        pipe.hgetall(self._keys[0])
        pipe.zrange(self._keys[1], 0, -1, withscores=True)
        (seconds, micros), said, heard = pipe.execute()
        now = seconds + micros / 1e6
        return sorted(
            (
                Word(name.decode(), json.loads(said[name]), max(0.0, now - ms / 1000))
                for name, ms in heard
                if name in said
            ),
            key=lambda word: word.name,
        )
