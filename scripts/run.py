"""`make run`: Avance with all its parts on this machine, until Ctrl-C."""

import argparse
import asyncio
import os
import sys
from pathlib import Path

from scripts.complaint import complaints_end_the_program
from scripts.console import Console
from scripts.language import _
from scripts.local import ports, redis_choice, welcome
from scripts.local.database import prepare_database
from scripts.local.life import live
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
            supervisor = Supervisor(place.var / "log", console)
            asyncio.run(live(supervisor, start(place, supervisor, console)))
    console.say(_("Avance has stopped. Everything is kept in {var}.").format(var=place.var))
    return 0


def place_of(arguments: list[str]) -> Place:
    options = argparse.ArgumentParser(prog="make run", description=__doc__)
    options.add_argument("--port", default="8000", help="port of the web page (make run PORT=8001)")
    port = ports.read("PORT", options.parse_args(arguments).port)
    return Place(ROOT, Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve(), port)


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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
