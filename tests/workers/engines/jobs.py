"""A whole job as the task runs it, and what can be read from its result."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av

from workers.engines import audio, hls, package, probe, storyboard, verify
from workers.engines.plan import EncodePlan, plan


def convert(source: Path, workdir: Path) -> EncodePlan:
    """Every step in order; the engines' own errors come out."""
    workdir.mkdir(exist_ok=True)
    the_plan = plan(probe.probe(source))
    steps = [
        lambda: audio.encode(the_plan, source, workdir),
        lambda: hls.encode(the_plan, source, workdir) if the_plan.rungs else [],
        lambda: storyboard.storyboard(the_plan, workdir),
        lambda: package.package(the_plan, workdir),
        lambda: verify.verify(the_plan, workdir),
    ]
    for step in steps:
        progress = [now.done for now in step()]
        assert progress == sorted(progress), "progress went back"
    return the_plan


def packet_times(workdir: Path, rung: str) -> list[tuple[int, int]]:
    """(pts, dts) of every picture of a rendition, its segments joined."""
    folder = workdir / rung
    joined = folder / "joined.tmp"
    pieces = [folder / "init.mp4", *sorted(folder.glob("s*.m4s"))]
    joined.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    with av.open(str(joined)) as container:
        times = [(p.pts, p.dts) for p in container.demux(video=0) if p.size]
    joined.unlink()
    return times


@dataclass(frozen=True)
class Decoded:
    frames: int
    width: int
    height: int
    seconds: Fraction


def decode(path: Path) -> Decoded:
    """Decode a file's pictures with another program than the one under test."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(stream))
        end = (frames[-1].pts + frames[-1].duration) * stream.time_base
        return Decoded(len(frames), frames[0].width, frames[0].height, end)
