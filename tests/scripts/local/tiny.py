"""A supervisor with tiny programs, in a process of its own.

    python -m tests.scripts.local.tiny FOLDER first second

It is the supervisor of `make run` with everything but the programs.
"""

import asyncio
import sys
from pathlib import Path

from scripts.complaint import complaints_end_the_program
from scripts.console import Console
from scripts.local.life import live
from scripts.local.program import Program, says
from scripts.local.supervisor import Supervisor

# Says that it is up, and when it is told to end; has a child in its group, as a worker pool has.
GOOD = """\
import signal, subprocess, sys
def leave(*_):
    with open("order.txt", "a") as order:
        order.write(sys.argv[1] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, leave)
subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
print("I am up", flush=True)
while True:
    signal.pause()
"""
STUBBORN = GOOD.replace("sys.exit(0)", "print('ERROR no', flush=True)")
BROKEN = "import sys; print('ERROR no good', flush=True); sys.exit(3)"


def program(name: str, code: str, grace_seconds: float = 5) -> Program:
    command = [sys.executable, "-c", code, name]
    return Program(name, command, says("^I am up$"), grace_seconds=grace_seconds)


def programs(kinds: list[str]) -> list[Program]:
    known = {
        "first": program("first", GOOD),
        "second": program("second", GOOD),
        "stubborn": program("stubborn", STUBBORN, grace_seconds=0.5),
        "endless": program("endless", STUBBORN, grace_seconds=600),
        "broken": program("broken", BROKEN),
        "silent": program("silent", GOOD.replace("I am up", "I am not up")),
    }
    return [known[kind] for kind in kinds]


async def start(supervisor: Supervisor, kinds: list[str]) -> None:
    supervisor.console.say("starting")
    await supervisor.start(programs(kinds))
    supervisor.console.say("all up")


if __name__ == "__main__":
    with complaints_end_the_program():
        supervisor = Supervisor(Path(sys.argv[1]), Console())
        asyncio.run(live(supervisor, start(supervisor, sys.argv[2:])))
