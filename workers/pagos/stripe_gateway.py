"""Stripe, through its own library: a payment is a PaymentIntent.

An intent succeeds once at most and can be asked about for ever. Stripe's idempotency keys are sent
as well, but forgotten there after a day; a second intent is opened only when the one before is
cancelled.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import requests
import stripe
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from workers.pagos.gateway import (
    Busy,
    Charge,
    Declined,
    LockedOut,
    NotReached,
    NotTaken,
    Order,
    UnknownCard,
)

PREFIX = "pi_"
# To connect, and for each answer. Stripe itself waits for banks for up to some 20 s.
TIMEOUT_SECONDS = (5.0, 40.0)
# Every intent with its charge.
WHOLE: Any = {"expand": ["latest_charge"]}
NOT_FOUND, CONFLICT = 404, 409
# Errors of its server say nothing about what it did.
SERVER = 500


class Stripe:
    """The account that `api_key` opens, at `api_base`."""

    def __init__(
        self, api_key: str, api_base: str, timeout: tuple[float, float] = TIMEOUT_SECONDS
    ) -> None:
        client = stripe.StripeClient(
            api_key,
            base_addresses={"api": api_base},
            # Trying again is the run's business: visible, with its time, and cancelled by people.
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=timeout),
        )
        self._intents = client.v1.payment_intents

    def open(self, order: Order, key: str) -> str:
        """An intent that is not confirmed."""
        params: Any = {
            "amount": _cents(order.amount),
            "currency": order.currency.lower(),
            "payment_method": order.card,
            "payment_method_types": ["card"],
            "metadata": {"pedido": order.name},
        }
        try:
            return str(self._intents.create(params, _once(f"{key}:open")).id)
        except stripe.StripeError as error:
            raise _judged(error) from error

    def ready(self, payment: str) -> bool:
        """One that was declined waits for another card: it is cancelled instead, since not every
        intent of Stripe's kind takes one."""
        if not payment.startswith(PREFIX):
            return False
        intent = self._retrieved(payment)
        if intent.status not in {"requires_payment_method", "requires_action"}:
            return bool(intent.status != "canceled")
        try:
            self._intents.cancel(payment)
        except stripe.StripeError as error:
            raise _judged(error) from error
        return False

    def charge(self, payment: str, order: Order, key: str) -> Charge:
        """Confirm the intent, with the card and the amount that the order has now."""
        intent = self._retrieved(payment)
        if intent.status == "requires_confirmation":
            intent = self._confirmed(intent, order, key)
        return self._settled(intent)

    def ask(self, payment: str) -> Charge | None:
        """The charge of an intent that has succeeded."""
        intent = self._retrieved(payment)
        if intent.status == "processing":
            raise TimeoutError(f"{payment} is still being processed")
        return _charge(intent) if intent.status == "succeeded" else None

    def _confirmed(self, intent: Any, order: Order, key: str) -> Any:
        changed: Any = {}
        if intent.amount != _cents(order.amount):
            changed["amount"] = _cents(order.amount)
        if _name(intent.payment_method) != order.card:
            changed["payment_method"] = order.card
        try:
            if changed:
                self._intents.update(intent.id, changed)
            return self._intents.confirm(intent.id, WHOLE, _once(key))
        except stripe.InvalidRequestError as error:
            # Somebody else may have been quicker.
            newer = self._retrieved(intent.id)
            if newer.status == intent.status:
                raise _judged(error) from error
            return newer
        except stripe.StripeError as error:
            raise _judged(error) from error

    def _settled(self, intent: Any) -> Charge:
        if intent.status == "succeeded":
            return _charge(intent)
        if intent.status == "requires_action":
            raise Declined("authentication_required")
        if intent.status == "requires_payment_method":
            raise Declined(_reason(intent.last_payment_error))
        if intent.status == "canceled":
            raise Busy(f"{intent.id} was cancelled")
        raise TimeoutError(f"{intent.id} is {intent.status}")

    def _retrieved(self, payment: str) -> Any:
        try:
            return self._intents.retrieve(payment, WHOLE)
        except stripe.StripeError as error:
            raise _judged(error) from error


def _judged(error: stripe.StripeError) -> Exception:
    """What became of the charge, in our words."""
    if isinstance(error, stripe.APIConnectionError):
        return _unreachable(error)
    if isinstance(error, stripe.CardError) or error.code == "card_declined":
        return Declined(_reason(error.error))
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        return LockedOut(str(error))
    if isinstance(error, stripe.RateLimitError) or error.http_status == CONFLICT:
        return Busy(str(error))
    if error.http_status == NOT_FOUND or getattr(error, "param", "") == "payment_method":
        return UnknownCard(str(error))
    if error.http_status is None or error.http_status >= SERVER:
        return ConnectionError(str(error))
    return NotTaken(error.user_message or str(error))


def _reason(error: Any) -> str:
    """The bank's, or at least Stripe's."""
    return getattr(error, "decline_code", None) or getattr(error, "code", None) or ""


def _unreachable(error: stripe.APIConnectionError) -> Exception:
    """Where no connection was made, nothing can have been charged; else nobody knows."""
    cause = error.__cause__ or error.__context__
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    if isinstance(cause, requests.ConnectTimeout) or isinstance(
        reason, NewConnectionError | ConnectTimeoutError
    ):
        return NotReached(str(error))
    if isinstance(cause, requests.Timeout):
        return TimeoutError(str(error))
    return ConnectionError(str(error))


def _once(key: str) -> Any:
    return {"idempotency_key": key}


def _cents(amount: Decimal) -> int:
    return int(amount * 100)


def _name(thing: Any) -> str:
    """Stripe gives the name of a thing, or the thing."""
    return str(getattr(thing, "id", thing))


def _charge(intent: Any) -> Charge:
    charge = intent.latest_charge
    return Charge(
        charge.id,
        f"{Decimal(intent.amount) / 100:.2f}",
        intent.currency.upper(),
        datetime.fromtimestamp(charge.created, UTC).isoformat(timespec="seconds"),
    )
