"""Who is written down as being here: whoever has a page that says how their runs ended."""

from dataclasses import replace

from asgiref.sync import sync_to_async

from dashboard.hub import Hub
from dashboard.onlookers import Onlookers
from proyecto.progress import onlookers
from tests.dashboard.test_subscriber import Socket
from tests.stack.people import People


async def test_the_administration_says_no_ends_so_who_has_only_that_is_not_here(
    hub: Hub, people: People
) -> None:
    def two() -> list[int]:
        return [people.new(is_staff=True).pk for _ in range(2)]

    ids = await sync_to_async(two)()
    for user_id, view in zip(ids, ("cuenta", "administracion"), strict=True):
        socket = Socket()
        socket.user_id, socket.look = user_id, replace(socket.look, view=view)
        await hub.join(socket)
    await Onlookers(hub).look()
    here = [await sync_to_async(onlookers.is_here)(user_id) for user_id in ids]
    assert here == [True, False]
