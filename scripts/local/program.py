"""What a program of a local run is: its command, when it counts as up, and how it is stopped."""

import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

# Asked again and again while a program starts: its pid and what it has printed so far.
IsReady = Callable[[int, str], bool]


@dataclass(frozen=True)
class Program:
    """`grace_seconds` is what it gets between TERM and KILL. One that `dies_gently` is sent TERM,
    not KILL, when the supervisor itself is killed: it has data to write."""

    name: str
    command: list[str]
    is_ready: IsReady
    grace_seconds: float = 8
    start_seconds: float = 60
    dies_gently: bool = False
    environment: dict[str, str] = field(default_factory=dict)


def says(pattern: str) -> IsReady:
    """Up once its output holds a line that matches."""
    compiled = re.compile(pattern, re.MULTILINE)

    def is_ready(_pid: int, output: str) -> bool:
        return bool(compiled.search(output))

    return is_ready


def answers(url: str) -> IsReady:
    """Up once a GET of this address is answered with a 2xx."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def is_ready(_pid: int, _output: str) -> bool:
        try:
            with direct.open(url, timeout=2) as answer:
                return 200 <= answer.status < 300
        except (urllib.error.URLError, OSError):
            return False

    return is_ready
