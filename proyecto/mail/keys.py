"""What each letter is for all time. The same key is the same letter, never sent twice."""

from datetime import UTC, date, datetime


def welcome(user_id: int) -> str:
    """The one greeting that a person gets."""
    return f"mail:bienvenida:{user_id}"


def weekly(week: str, user_id: int) -> str:
    """A person's summary of a week ("2026-W47")."""
    return f"mail:semanal:{week}:{user_id}"


def daily(day: date, user_id: int) -> str:
    """The team's summary of the days up to this one, to one of them."""
    return f"mail:diario:{day.isoformat()}:{user_id}"


def notices(digest_id: int, address: str) -> str:
    """One mail about notices, to one administrator."""
    return f"mail:avisos:{digest_id}:{address.lower()}"[:200]


def end(run_id: str) -> str:
    """That a person's run has ended."""
    return f"mail:fin:{run_id}"


def subscription(subscription_id: int, ended: datetime) -> str:
    """That a plan has run out; one that was renewed runs out once more."""
    return f"mail:vencida:{subscription_id}:{ended.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"


def webhook_off(webhook_id: int, at: datetime) -> str:
    """That a person's webhook was switched off for them at that time."""
    return f"mail:webhook:{webhook_id}:{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}"
