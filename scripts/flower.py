"""`make flower`: Flower for the Avance that runs in this folder, until Ctrl-C, or with its end."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from scripts.complaint import Complaint, complaints_end_the_program
from scripts.console import Console
from scripts.language import _
from scripts.local import flower_server, ports, redis_choice, redis_server
from scripts.local.life import live
from scripts.local.place import Place
from scripts.local.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent
LOOK_EVERY_SECONDS = 1.0


def main(arguments: list[str]) -> int:
    console = Console()
    with complaints_end_the_program():
        port = port_of(arguments)
        place = Place(ROOT, Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve(), 8000)
        pid = pid_of_the_run(place)
        redis_url = redis_of_the_run(place)
        ports.require_free(port, "make flower FLOWER_PORT")
        supervisor = Supervisor(place.var / "log", console)
        with flower_server.linked(place.var, port) as link:
            asyncio.run(live(supervisor, start(place, redis_url, port, pid, supervisor, link)))
    console.say(_("Flower has stopped."))
    return 0


def port_of(arguments: list[str]) -> int:
    options = argparse.ArgumentParser(prog="make flower", description=__doc__)
    options.add_argument("--port", default="5555", help="its port (make flower FLOWER_PORT=5556)")
    return ports.read("FLOWER_PORT", options.parse_args(arguments).port)


def pid_of_the_run(place: Place) -> int:
    """The supervisor of the Avance that runs in the folder."""
    pid = place.held_by()
    if pid is None:
        raise Complaint(
            _("Avance is not running in {var}. Start it first: make run").format(var=place.var)
        )
    return pid


def redis_of_the_run(place: Place) -> str:
    """The Redis that it uses: the person's own by REDIS_URL, else the one that it has started."""
    if url := os.environ.get("REDIS_URL"):
        redis_choice.require_usable(url)
        return url
    url = redis_server.url_in(place.var / "redis")
    if not redis_server.answers(url):
        raise Complaint(
            _(
                "The Redis of this Avance does not answer. If it was started with REDIS_URL, "
                "name the same here: REDIS_URL=redis://… make flower"
            )
        )
    return url


async def start(
    place: Place,
    redis_url: str,
    port: int,
    pid: int,
    supervisor: Supervisor,
    link: flower_server.Link,
) -> None:
    """Bring it up, say where it is, and leave when Avance does: its Redis has gone by then."""
    account = flower_server.account(place.var)
    await supervisor.start([flower_server.program(place, redis_url, port, account)])
    link.write()
    flower_server.welcome(account, port, place.var, supervisor.console)
    while place.held_by() == pid:  # noqa: ASYNC110 - another process: nobody sets an event for us
        await asyncio.sleep(LOOK_EVERY_SECONDS)
    supervisor.console.say(_("Avance has stopped, and Flower with it."))
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
