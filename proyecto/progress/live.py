"""The live store: one bounded Redis stream a run, each entry with the whole live state.

An entry is written by one script, so order, numbers and the fence hold whoever writes. Its id is
`<seq>-0`; `epoch` is bound to the Redis server's run_id, because after a power loss numbers would
otherwise be given twice. Milestones are numbered by the database; the script takes number n only
after n-1 and never twice, so anybody may publish what is missing, any number of times.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.conf import settings

from proyecto.progress.events import Position

# KEYS[1] stream; ARGV: t|m, attempt, n, final 0|1, data, history, seconds to keep.
SCRIPT = """
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local server = string.sub(string.match(redis.call('INFO', 'server'), 'run_id:(%x+)'), 1, 12)
local kind, attempt, n = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local seq, epoch, last_n, last_attempt, final = 0, false, 0, 0, '0'
if last then
  local f = last[2]
  seq = tonumber(string.match(last[1], '^(%d+)'))
  epoch, last_n, last_attempt, final = f[2], tonumber(f[4]), tonumber(f[6]), f[8]
  if string.sub(epoch, 1, 12) ~= server then epoch = false end
end
if kind == 't' then
  if not last then return {'unknown'} end
  if final == '1' then return {'ended'} end
  if attempt < last_attempt then return {'fenced'} end
  if attempt > last_attempt or n > last_n then return {'unknown'} end
  if n < last_n then return {'stale'} end
else
  if n <= last_n then return {'known'} end
  if n > last_n + 1 then return {'gap', last_n} end
end
if not epoch then
  local t = redis.call('TIME')
  epoch = server .. '-' .. string.format('%x', t[1] * 1000 + math.floor(t[2] / 1000))
end
seq = seq + 1
redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[6], seq .. '-0',
  'e', epoch, 'n', n, 'a', attempt, 'f', ARGV[4], 'd', ARGV[5])
redis.call('EXPIRE', KEYS[1], ARGV[7])
return {'ok', epoch, seq, n}
"""

# A stalled Redis may hold the teller for so long, never the work itself.
TIMEOUT_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Entry:
    """One published event: its place and its JSON."""

    at: Position
    data: bytes


@dataclass(frozen=True, slots=True)
class Refused:
    """Why the store took nothing. A tick: ended; fenced, by a newer attempt; unknown, because the
    milestone that it follows is not there (yet, or since Redis was wiped); stale, because a newer
    one is. A milestone: known; gap, where `n` is the newest it has."""

    reason: str
    n: int = 0


def key(run_id: Any) -> str:
    """The stream of a run."""
    return f"avance:run:{run_id}"


def connect() -> "redis.Redis":
    """A client that gives up quickly and does not retry by itself."""
    return redis.Redis.from_url(
        settings.LIVE_REDIS_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        socket_keepalive=True,
        retry=None,
    )


@cache
def shared() -> "redis.Redis":
    """One client a process for all who ask now and then."""
    return connect()


class LiveStore:
    """Writes and reads runs over one connection. Redis errors are the caller's to handle."""

    def __init__(self, client: "redis.Redis | None" = None) -> None:
        self.client = client or connect()
        self._script = self.client.register_script(SCRIPT)

    def tick(self, run_id: Any, attempt: int, n: int, data: bytes) -> Position | Refused:
        """Publish how far an attempt is after milestone `n`: neither before that one is told nor
        after the next, or the numbers would go back."""
        return self._write(run_id, "t", attempt, n, False, data)

    def milestone(
        self, run_id: Any, attempt: int, n: int, final: bool, data: bytes
    ) -> Position | Refused:
        """Publish milestone number `n`."""
        return self._write(run_id, "m", attempt, n, final, data)

    def tops(self, run_ids: list[Any]) -> dict[str, Entry]:
        """The newest entry of each run that has one, in one round trip."""
        if not run_ids:
            return {}
        pipe = self.client.pipeline(transaction=False)
        for run_id in run_ids:
            pipe.xrevrange(key(run_id), count=1)
        return newest(run_ids, pipe.execute())

    def since(self, run_id: Any, at: Position) -> list[Entry] | None:
        """What followed `at`, oldest first; None when that can't be told any more."""
        rows: Any = self.client.xrange(key(run_id), min=f"{at.seq}-0")
        return following(rows, at)

    def _write(
        self, run_id: Any, kind: str, attempt: int, n: int, final: bool, data: bytes
    ) -> Position | Refused:
        answer: Any = self._script(
            keys=[key(run_id)],
            args=[
                kind,
                attempt,
                n,
                int(final),
                data,
                settings.LIVE_HISTORY,
                settings.LIVE_EXPIRES_SECONDS,
            ],
        )
        if answer[0] == b"ok":
            return Position(answer[1].decode(), int(answer[2]), int(answer[3]))
        return Refused(answer[0].decode(), int(answer[1]) if len(answer) > 1 else 0)


def newest(run_ids: list[Any], answers: list[Any]) -> dict[str, Entry]:
    """The entries in the answers of a pipeline of XREVRANGE, by run."""
    return {
        str(run_id): entry(rows[0])
        for run_id, rows in zip(run_ids, answers, strict=True)
        if rows and not isinstance(rows, Exception)
    }


def entry(row: Any) -> Entry:
    """One stream entry as it was written."""
    id_, fields = row
    return Entry(
        Position(fields[b"e"].decode(), int(id_.split(b"-")[0]), int(fields[b"n"])), fields[b"d"]
    )


def following(rows: list[Any], at: Position) -> list[Entry] | None:
    """`rows` begin with the entry at `at` itself, or the history does not reach back to it."""
    entries = [entry(row) for row in rows]
    if not entries or entries[0].at.seq != at.seq:
        return None
    if any(found.at.epoch != at.epoch for found in entries):
        return None
    return entries[1:]
