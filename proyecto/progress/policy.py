"""`retry_policy` of a call: how its wake-up is sent again while the broker is away.

Celery's words, with another meaning: Celery makes the caller wait and gives up after `max_retries`.
Here the caller never waits and nothing is given up: the row is kept, and afterwards the wake-up is
sent in the rescuer's own rhythm, once a second. A policy only makes the first tries rarer.
"""

from collections.abc import Mapping
from numbers import Real
from typing import Any

# Celery's own, for words that are left out.
DEFAULTS: dict[str, float] = {
    "max_retries": 3,
    "interval_start": 0,
    "interval_step": 0.2,
    "interval_max": 0.2,
}


def checked(policy: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The whole policy; None for none. Raises ValueError for a word or number of no use."""
    if policy is None:
        return None
    strange = ", ".join(sorted(set(policy) - set(DEFAULTS)))
    if strange:
        raise ValueError(f"retry_policy has no {strange}; it has {', '.join(DEFAULTS)}")
    whole = {**DEFAULTS, **policy}
    for word, number in whole.items():
        endless = word == "max_retries" and number is None
        if not endless and (not isinstance(number, Real) or number < 0):
            raise ValueError(f"{word} of a retry_policy must not be {number!r}")
    return whole


def pause(policy: Mapping[str, Any] | None, failures: int) -> float | None:
    """Seconds until the wake-up may be sent again after so many failures; None for the rescuer's
    own rhythm."""
    if policy is None:
        return None
    most = policy["max_retries"]
    if most is not None and failures > most:
        return None
    grown = policy["interval_start"] + policy["interval_step"] * (failures - 1)
    return float(min(grown, policy["interval_max"]))
