"""Read one of our own files to its end: ``python -I verify_child.py FILE``.

Every packet is read and its time kept; all sound is decoded, and of the pictures all that others
are built from. A picture that none depends on is the last thing to be wrong alone, and decoding
those too would double the price (4 % of a whole job -> 8 %, measured).

stdout, one JSON object a line: ``{"video_count": n, "audio_count": n}`` now and then, at last
``{"video": {…} | null, "audio": {…} | null}`` or ``{"broken": "why"}``.
"""

import json
import sys
import time
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av

PICTURES = {"skip_frame": "noref", "skip_loop_filter": "all", "err_detect": "explode"}
"""Decoder options. The smoothing of block edges reads nothing from the file and can't fail."""


class Tally:
    """What the packets of one stream say, and what came out of decoding them."""

    def __init__(self, stream: Any) -> None:
        self.base = Fraction(stream.time_base)
        self.times: list[int] = []
        self.end = 0
        self.decoded = 0
        self.samples = 0
        self.first_decoded: int | None = None

    def take(self, packet: Any) -> None:
        self.times.append(packet.pts)
        self.end = max(self.end, packet.pts + packet.duration)

    def take_decoded(self, frame: Any) -> None:
        if frame.is_corrupt:
            raise ValueError(f"damaged at {float(frame.pts * self.base):.3f} s")
        self.decoded += 1
        self.samples += getattr(frame, "samples", 0)
        if self.first_decoded is None:
            self.first_decoded = frame.pts

    def facts(self) -> dict[str, Any]:
        times = sorted(self.times)
        steps = {later - earlier for earlier, later in pairwise(times)}
        return {
            "count": len(times),
            "decoded": self.decoded,
            "samples": self.samples,
            "first": str((self.first_decoded or 0) * self.base),
            "end": str(self.end * self.base),
            "steps": [str(step * self.base) for step in sorted(steps)[:8]],
        }


def main(path: str) -> None:
    av.logging.set_level(av.logging.PANIC)
    with av.open("file:" + path, options={"protocol_whitelist": "file"}) as container:
        streams: list[Any] = [*container.streams.video[:1], *container.streams.audio[:1]]
        tallies = {stream.type: Tally(stream) for stream in streams}
        for stream in streams:
            # One thread spares the cost of keeping several in step.
            stream.codec_context.thread_count = 1
            stream.codec_context.options = PICTURES if stream.type == "video" else {}
        told = time.monotonic()
        for packet in container.demux(*streams):
            tally = tallies[packet.stream.type]
            if packet.size:
                tally.take(packet)
            for frame in packet.decode():
                tally.take_decoded(frame)
            if time.monotonic() - told > 0.2:
                told = time.monotonic()
                say(**{f"{kind}_count": len(tally.times) for kind, tally in tallies.items()})
    say(**{kind: tallies[kind].facts() if kind in tallies else None for kind in ("video", "audio")})


def say(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (av.error.FFmpegError, ValueError) as error:
        say(broken=str(error)[:300])
