"""`make run`: Avance with all its parts on this machine, until Ctrl-C."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from scripts.complaint import Complaint, complaints_end_the_program
from scripts.console import Console
from scripts.language import _
from scripts.local import ports, redis_choice, welcome
from scripts.local.database import prepare_database
from scripts.local.place import Place
from scripts.local.programs import programs
from scripts.local.redis_server import RedisServer
from scripts.local.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    console = Console()
    with complaints_end_the_program():
        place = place_of(arguments)
        place.make()
        with place.held():
            ports.require_free(place.port)
            asyncio.run(live(place, console))
    console.say(_("Avance has stopped. Everything is kept in {var}.").format(var=place.var))
    return 0


def place_of(arguments: list[str]) -> Place:
    options = argparse.ArgumentParser(prog="make run", description=__doc__)
    options.add_argument("--port", default="8000", help="port of the web page (make run PORT=8001)")
    port = options.parse_args(arguments).port
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise Complaint(_("PORT={port} is no port: a number from 1 to 65535 is.").format(port=port))
    return Place(ROOT, Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve(), int(port))


async def live(place: Place, console: Console) -> None:
    """Start everything, wait until somebody wants it to end, stop everything."""
    supervisor = Supervisor(place.var / "log", console)
    enough = stop_on_signals(supervisor, console)
    starting = asyncio.create_task(start(place, supervisor, console))
    ending = asyncio.create_task(enough.wait())
    try:
        await asyncio.wait({starting, ending}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            await ending
        else:
            starting.cancel()
            await asyncio.wait({starting})
    finally:
        await supervisor.stop()


async def start(place: Place, supervisor: Supervisor, console: Console) -> None:
    redis_url = await start_redis(place, supervisor)
    accounts_are_new = await prepare_database(place.environment(redis_url), place.var, console)
    await supervisor.start(programs(place, redis_url))
    welcome.show(place, accounts_are_new, console)


async def start_redis(place: Place, supervisor: Supervisor) -> str:
    """The address of the Redis to use: the person's own by REDIS_URL, else one of ours."""
    if url := os.environ.get("REDIS_URL"):
        redis_choice.require_usable(url)
        return url
    redis = RedisServer(redis_choice.find_server(place.root, os.environ), place.var / "redis")
    redis.configure()
    await supervisor.start([redis.program()])
    return redis.url


def stop_on_signals(supervisor: Supervisor, console: Console) -> asyncio.Event:
    """Set at the first Ctrl-C, TERM, or when the terminal closes; a second one hurries."""
    enough = asyncio.Event()

    def on_signal() -> None:
        if enough.is_set():
            supervisor.kill()
            return
        console.say(_("Stopping. Ctrl-C again: at once."))
        enough.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, on_signal)
    return enough


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
