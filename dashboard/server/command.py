"""The command line: Daphne's own, with our defaults and one option a limit."""

import functools
import logging
import os
import sys
import threading

from dashboard.server.limits import Limits
from dashboard.server.server import Server  # before the rest: it brings the reactor

# isort: split
from daphne.cli import CommandLineInterface

from dashboard.server.selfcheck import IncompatibleServer, check_internals

DEFAULTS = {
    "application_close_timeout": 5,
    "http_timeout": 60,
    "ping_interval": 15,
    "ping_timeout": 20,
    "server_name": "",
    # Time for a whole herd to be let in after a restart, not for one handshake.
    "websocket_connect_timeout": 60,
    "websocket_max_frame_size": 64 * 1024,
    "websocket_max_message_size": 64 * 1024,
}

THREADS_SECONDS = 3.0
"""How long a stopped process waits for threads of the application that still work."""


class Command(CommandLineInterface):
    """`python -m dashboard.server`"""

    description = "Avance's web server"

    def __init__(self) -> None:
        super().__init__()
        self.parser.prog = "python -m dashboard.server"
        self.parser.set_defaults(**DEFAULTS)
        Limits.add_options(self.parser)

    def run(self, args: list[str]) -> None:
        limits = Limits.from_options(self.parser.parse_args(args))
        self.server_class = functools.partial(Server, limits=limits)
        super().run(args)


def main() -> None:
    """Serve until told to stop; exit code 0 after a drain, 1 where it could not start."""
    try:
        check_internals()
    except IncompatibleServer as error:
        sys.exit(str(error))
    code = 1
    try:
        Command().run(sys.argv[1:])
        code = 0
    finally:
        _do_not_wait_for_stuck_threads(code)


def _do_not_wait_for_stuck_threads(code: int) -> None:
    """Python waits for pool threads at exit, and a view stuck in one would keep us for ever."""

    def leave() -> None:
        logging.getLogger(__name__).warning("Threads of the application did not end; leaving.")
        logging.shutdown()
        os._exit(code)

    timer = threading.Timer(THREADS_SECONDS, leave)
    timer.daemon = True
    timer.start()
