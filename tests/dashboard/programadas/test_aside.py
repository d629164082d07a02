"""Whether anybody starts what is due: over the socket, for of a beat that is gone no run tells."""

import json
from dataclasses import replace
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from dashboard.fragments import Look, aside
from dashboard.hub import Hub
from proyecto.progress.lease import BEAT, Tenancy
from tests.dashboard.test_subscriber import Socket

TEAM = Look("programadas", "en", "America/Mexico_City", staff=True)


@pytest.fixture
def beat() -> Any:
    """Makes as if one were there."""
    tenancy = Tenancy(BEAT, 60)
    tenancy.take()
    yield tenancy
    tenancy.give_back()


def test_the_team_is_told_and_nobody_else(beat: Tenancy) -> None:
    assert "The scheduler has been running since" in aside(TEAM)
    assert aside(replace(TEAM, staff=False)) == ""
    beat.give_back()
    assert "No scheduler has been running since" in aside(TEAM)


async def test_pages_that_show_it_get_it_and_others_do_not(
    hub: Hub,
    beat: Tenancy,
) -> None:
    shows, other = Socket("programadas"), Socket("tareas")
    shows.look = TEAM
    for socket in (shows, other):
        await hub.join(socket)
    await hub.pages.tell_asides()
    (frame,) = [json.loads(text) for text in await shows.sent(1)]
    assert frame["t"] == "aside"
    assert "The scheduler has been running since" in frame["html"]
    assert other.got == []
    await sync_to_async(beat.give_back)()
