"""How often somebody has tried to sign in lately, counted in Redis.

Two limits: one for a name together with an address, so that nobody is locked out by what others
do elsewhere; a wide one for an address, against who tries many names. Both end by themselves.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.utils.crypto import salted_hmac

from proyecto.progress import live

WINDOW_SECONDS = 300
FOR_A_NAME = 5
FOR_AN_ADDRESS = 100

# KEYS: name and address, address. ARGV: the limit of each, milliseconds to keep. The milliseconds
# that are left of a limit that is reached, else 0 and it counts.
TAKE = """
for i, key in ipairs(KEYS) do
  if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[i]) then
    return redis.call('PTTL', key)
  end
end
for _, key in ipairs(KEYS) do
  if redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[3]) end
end
return 0
"""
FORGIVE = """
redis.call('DEL', KEYS[1])
if tonumber(redis.call('GET', KEYS[2]) or '0') > 0 then redis.call('DECR', KEYS[2]) end
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a name from an address. Redis errors are the caller's to handle."""

    name: str
    address: str

    def take(self) -> float:
        """Count it. Seconds until the next one may be made; 0 where this one may go on."""
        limits = [FOR_A_NAME, FOR_AN_ADDRESS, WINDOW_SECONDS * 1000]
        left: Any = _client().eval(TAKE, 2, *self._keys(), *limits)
        return float(left) / 1000

    def forgive(self) -> None:
        """It was the right password: what was tried before does not count any more."""
        _client().eval(FORGIVE, 2, *self._keys())

    def _keys(self) -> list[str]:
        # Neither names nor addresses are left readable in Redis.
        return [_key(f"{self.name.casefold()}\n{self.address}"), _key(self.address)]


def _key(who: str) -> str:
    return f"avance:sign-in:{salted_hmac('avance.sign-in', who).hexdigest()}"


@cache
def _client() -> "redis.Redis":
    return live.connect()
