"""How many accounts an address has asked for lately, counted in Redis like attempts to sign in.

Whoever asks learns whether a name or an e-mail address is taken: few questions an hour are none.
"""

from typing import Any

from django.utils.crypto import salted_hmac

from proyecto.progress import live

WINDOW_SECONDS = 3600
FOR_AN_ADDRESS = 20


def take(address: str) -> float:
    """Count one more. Seconds until the next may be asked for; 0 where this one may. Redis errors
    are the caller's to handle."""
    key = f"avance:sign-up:{salted_hmac('avance.sign-up', address).hexdigest()}"
    steps: Any = live.connect().pipeline(transaction=True)
    steps.set(key, 0, ex=WINDOW_SECONDS, nx=True)
    steps.incr(key)
    steps.pttl(key)
    _new, count, left = steps.execute()
    return float(left) / 1000 if count > FOR_AN_ADDRESS else 0.0
