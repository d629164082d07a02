"""What tests of several folders share here: a hub of their own."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dashboard.hub import Hub


@pytest.fixture
async def hub(redis_process: Any) -> AsyncIterator[Hub]:
    """The hub of a web process, at work until the test is over."""
    hub = Hub()
    yield hub
    pending = set(hub._tasks)
    while pending:  # a Redis client in the middle of connecting passes over the first one
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.2)
    await hub._layer.flush()
    await hub.store.aclose()
