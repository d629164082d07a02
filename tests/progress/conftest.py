"""Runs of tests' own."""

from collections.abc import Callable
from typing import Any

import pytest

from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from tests.stack.people import People

Ask = Callable[..., TaskRun]


@pytest.fixture
def ask(people: People, redis_process: Any) -> Ask:
    """Launch a run that no worker hears of: of the scripted task, on a queue of its own."""
    owner = people.new()

    def asked(*steps: Any, **given: Any) -> TaskRun:
        given = {"owner": owner, "queue": f"nobody-{owner.pk}", **given}
        return launch("guion", list(steps), **given)

    return asked
