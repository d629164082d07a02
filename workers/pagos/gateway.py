"""What a payment gateway does, in words of ours, and how a charge may go wrong.

An order has one *payment* at the gateway at a time. It is opened first, when nothing is charged,
and its name is kept; then it is charged. A payment can be charged once, whoever tries and however
often, with whatever card: that is the idempotency that all else rests on, and it does not run out
after a day as the keys of requests do.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be paid, and by which card. `name` is for people who look at the gateway."""

    name: str
    amount: Decimal
    currency: str
    card: str


@dataclass(frozen=True, slots=True)
class Charge:
    """Money was taken: what the gateway calls that, how much, and when (ISO 8601)."""

    reference: str
    amount: str
    currency: str
    at: str


class Gateway(Protocol):
    """Raises a `Refusal` where it is certain that nothing was charged, and ConnectionError or
    TimeoutError where it is not."""

    def open(self, order: Order, key: str) -> str:
        """Make a payment known; nothing is charged. Its name, the same for the same `key`."""

    def ready(self, payment: str) -> bool:
        """Whether it can still be charged, or was. If not, it never will be once this returns, and
        another may be opened in its place."""

    def charge(self, payment: str, order: Order, key: str) -> Charge:
        """Take the money, or give the charge that there is already."""

    def ask(self, payment: str) -> Charge | None:
        """The charge, if it was made."""


class Refusal(Exception):
    """Nothing was charged, for certain."""


class Declined(Refusal):
    """Whoever issued the card says no. `reason` is one of Stripe's decline codes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownCard(Refusal):
    """The gateway knows no such card."""


class NotReached(Refusal, ConnectionError):
    """Nobody was there to be asked."""


class LockedOut(Refusal):
    """The gateway does not know us, or does not let us do this."""


class Busy(Refusal):
    """Not now: too many requests, or somebody else is just at this payment."""


class NotTaken(Refusal):
    """The gateway will not have it, and says why."""
