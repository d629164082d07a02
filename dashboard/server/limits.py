"""How much, and for how long, one client may ask of the server."""

import argparse
import os
from dataclasses import dataclass, field, fields
from typing import Any


def _limit(default: float, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True)
class Limits:
    """Every bound of one connection; each is an option and an environment variable of that name.

    `body_bytes` is `--body-bytes` and `SERVER_BODY_BYTES`.
    """

    body_bytes: int = _limit(
        9 * 2**20, "largest request body; one upload chunk (8 MiB) and a margin"
    )
    body_seconds: float = _limit(300.0, "time in which a whole request body must have arrived")
    head_seconds: float = _limit(20.0, "time in which a whole request head must have arrived")
    stall_seconds: float = _limit(15.0, "time without a byte read after which a reader is dropped")
    inbox_messages: int = _limit(64, "messages of one WebSocket that may wait for its consumer")
    outbox_messages: int = _limit(64, "messages that may wait for one slow WebSocket")
    goodbye_seconds: float = _limit(2.0, "time the application has to tell clients of a restart")
    drain_seconds: float = _limit(8.0, "time that requests in flight have to finish at a stop")

    @classmethod
    def add_options(cls, parser: argparse.ArgumentParser) -> None:
        """Give `parser` one option a limit, with the environment's value as its default."""
        for limit in fields(cls):
            kind = type(limit.default)
            parser.add_argument(
                "--" + limit.name.replace("_", "-"),
                type=kind,
                default=_from_environment(limit.name, kind, limit.default),
                help=f"{limit.metadata['meaning']} (default: %(default)s)",
            )

    @classmethod
    def from_options(cls, options: argparse.Namespace) -> "Limits":
        """The limits that were parsed by `add_options`' options."""
        return cls(**{limit.name: getattr(options, limit.name) for limit in fields(cls)})


def _from_environment(name: str, kind: Any, default: Any) -> Any:
    variable = "SERVER_" + name.upper()
    text = os.environ.get(variable)
    if text is None:
        return default
    try:
        return kind(text)
    except ValueError:
        raise SystemExit(f"{variable} must be a number, not {text!r}.") from None
