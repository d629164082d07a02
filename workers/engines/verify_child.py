"""Decode one of our own files to its end: ``python -I verify_child.py FILE``.

stdout, one JSON object a line: ``{"decoded": pictures, "seconds": sound}`` now and then, at last
``{"video": {…} | null, "audio": {…} | null}`` or ``{"broken": "why"}``.
"""

import json
import sys
import time
from fractions import Fraction
from typing import Any

import av


class Tally:
    """What the decoded pictures or sounds of one stream add up to."""

    def __init__(self, stream: Any) -> None:
        self.base = Fraction(stream.time_base)
        self.count = 0
        self.samples = 0
        self.first: int | None = None
        self.last = 0
        self.steps: set[int] = set()
        self.end = Fraction(0)

    def take(self, frame: Any) -> None:
        if frame.is_corrupt:
            raise ValueError(f"damaged at {float(frame.pts * self.base):.3f} s")
        if self.first is None:
            self.first = frame.pts
        else:
            self.steps.add(frame.pts - self.last)
        self.last = frame.pts
        self.count += 1
        samples = getattr(frame, "samples", 0)
        self.samples += samples
        length = Fraction(samples, frame.sample_rate) if samples else frame.duration * self.base
        self.end = frame.pts * self.base + length

    def facts(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "samples": self.samples,
            "first": str((self.first or 0) * self.base),
            "end": str(self.end),
            "steps": [str(step * self.base) for step in sorted(self.steps)[:8]],
        }


def main(path: str) -> None:
    av.logging.set_level(av.logging.PANIC)
    with av.open("file:" + path, options={"protocol_whitelist": "file"}) as container:
        streams: list[Any] = [*container.streams.video[:1], *container.streams.audio[:1]]
        tallies = {stream.type: Tally(stream) for stream in streams}
        for stream in streams:
            stream.thread_type = "AUTO"
        told = time.monotonic()
        for packet in container.demux(*streams):
            for frame in packet.decode():
                tallies[packet.stream.type].take(frame)
            if time.monotonic() - told > 0.2:
                told = time.monotonic()
                say(**{f"{kind}_count": tally.count for kind, tally in tallies.items()})
    say(**{kind: tallies[kind].facts() if kind in tallies else None for kind in ("video", "audio")})


def say(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (av.error.FFmpegError, ValueError) as error:
        say(broken=str(error)[:300])
