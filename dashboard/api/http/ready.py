"""`/readyz`: whether this process can do its work, and what is missing. It names parts and closed
reasons, nothing that a stranger should not read."""

import asyncio
from collections.abc import Awaitable, Callable
from http import HTTPStatus

import redis
from channels.db import database_sync_to_async
from channels.layers import get_channel_layer
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

from proyecto.progress import live

PATIENCE_SECONDS = 2.0
# A group that nobody is in.
NOBODY = "readyz"


@never_cache
async def readyz(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """200 or 503, and each part with `ok` and, where it is not, a `reason`: `timeout`, `away`,
    `error`."""
    reasons = await asyncio.gather(*(_asked(check) for check in CHECKS.values()))
    checks = {
        name: {"ok": False, "reason": reason} if reason else {"ok": True}
        for name, reason in zip(CHECKS, reasons, strict=True)
    }
    ready = not any(reasons)
    status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"ready": ready, "checks": checks}, status=status)


async def _asked(check: Callable[[], Awaitable[object]]) -> str:
    try:
        await asyncio.wait_for(check(), PATIENCE_SECONDS)
    except TimeoutError:
        return "timeout"
    except (redis.RedisError, OSError, DatabaseError):
        return "away"
    except Exception:  # noqa: BLE001 - whatever it is, it is not ready
        return "error"
    return ""


@database_sync_to_async
def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


async def _redis() -> None:
    await asyncio.to_thread(live.shared().ping)


async def _channel_layer() -> None:
    await get_channel_layer().group_send(NOBODY, {"type": "nothing"})


CHECKS: dict[str, Callable[[], Awaitable[object]]] = {
    "database": _database,
    "redis": _redis,
    "channel_layer": _channel_layer,
}
