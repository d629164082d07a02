"""Whether a process can do its work, and what it lacks."""

from typing import Any

import pytest
import redis
from django.db import OperationalError
from django.test import Client

from dashboard.api.http import ready

pytestmark = pytest.mark.usefixtures("redis_process", "committed")


def test_who_has_everything_is_ready() -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 200
    parts = ("database", "redis", "channel_layer")
    assert answer.json() == {"ready": True, "checks": {part: {"ok": True} for part in parts}}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (redis.ConnectionError("a secret"), "away"),
        (OperationalError("a secret"), "away"),
        (TimeoutError(), "timeout"),
        (RuntimeError("a secret"), "error"),
    ],
)
def test_what_is_missing_is_named_and_no_more_is_said(
    monkeypatch: Any, error: Exception, reason: str
) -> None:
    async def fails() -> None:
        raise error

    monkeypatch.setitem(ready.CHECKS, "redis", fails)
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == {"ok": False, "reason": reason}
    assert answer.json()["checks"]["database"] == {"ok": True}
    assert b"secret" not in answer.content


def test_it_is_asked_from_beside_the_process_and_so_without_https(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/readyz").status_code == 200
