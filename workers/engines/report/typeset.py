"""Typeset a document: the report's own pages, and a picture of the first one."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.engines.errors import EngineFailed, Failure
from workers.engines.process import CRASHES, GIB, Limits, child

MOST_ROWS = 5000
"""Orders that are typeset with the rest, tagged like it: 4 s and 600 MB. A longer list is drawn."""
CHILD = str(Path(__file__).with_name("typeset_child.py"))
STEPS = 2


@dataclass(frozen=True, slots=True)
class Typeset:
    """How far it is. The files are there with the last step."""

    done: int
    total: int
    body: Path
    cover: Path


def typeset(document: dict[str, Any], place: Path) -> Iterator[Typeset]:
    """Write ``place``/body.pdf (PDF/UA-1) and ``place``/cover.png from a
    :func:`~workers.engines.report.document.document`.

    Text in it is data: nothing that a customer is called is ever run. Closing the generator ends
    the child. Raises EngineFailed.
    """
    data = place / "document.json"
    data.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    body, cover = place / "body.pdf", place / "cover.png"
    limits = Limits(memory=3 * GIB, cpu_seconds=120, file_bytes=GIB)
    command = [sys.executable, "-I", CHILD, str(data.absolute()), str(place.absolute())]
    done = 0
    yield Typeset(done, STEPS, body, cover)
    with child(command, cwd=place, limits=limits) as process:
        for line in process.lines():
            done += line is not None
            yield Typeset(min(done, STEPS), STEPS, body, cover)
        code = process.wait()
    if code:
        raise EngineFailed(_why(code), f"typst: exit {code}\n{process.last_words}")
    yield Typeset(STEPS, STEPS, body, cover)


def _why(code: int) -> Failure:
    if -code in CRASHES:
        # What a Rust program does when it gets no memory.
        return Failure.OUT_OF_MEMORY
    return Failure.KILLED if code < 0 else Failure.CRASHED
