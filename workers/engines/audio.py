"""Encode the sound, once, before the pictures: so the first playable segment can be heard.

A pass of its own costs one or two hundredths of the job, and keeps the sound out of the pictures'
checkpoints: sound cut and joined with them drifts (55 ms after 12 joints, measured).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import ffmpeg, segments
from .encoder import THREADS, aac, segmented
from .errors import EngineFailed, Failure
from .filters import audio_graph
from .plan import SAMPLE_RATE, EncodePlan
from .process import Limits
from .segments import AUDIO, INIT, Segment


@dataclass(frozen=True, slots=True)
class AudioStep:
    """How far the sound is."""

    done: float
    """Seconds of sound."""
    total: float
    ready: tuple[Segment, ...] = ()
    """Segments that are complete since the last step."""


def encode(plan: EncodePlan, source: Path, workdir: Path) -> Iterator[AudioStep]:
    """Make the sound rendition of ``plan`` in ``workdir``; does nothing when there is no sound."""
    if not plan.audio:
        return
    segments.discard_from(workdir, [AUDIO], 0)
    arguments = [
        *("-copyts", "-vn", "-threads", str(THREADS)),
        *ffmpeg.untrusted(source, plan.info.demuxers),
        *("-filter_complex", audio_graph(plan), "-map", "[a]", *aac()),
        *segmented(AUDIO, float(plan.segment_seconds), 0, INIT),
    ]
    total = float(plan.seconds)
    count, done = 0, 0.0
    limits = Limits(cpu_seconds=120 + 10 * int(total))
    for _ in ffmpeg.run(arguments, cwd=workdir, limits=limits):
        ready = segments.audio_segments(workdir, after=count)
        count += len(ready)
        done += sum(segment.seconds for segment in ready)
        yield AudioStep(min(done, total), total, tuple(ready))
    _require_whole(plan, done)
    yield AudioStep(total, total)


def _require_whole(plan: EncodePlan, seconds: float) -> None:
    """The sound is padded to the plan's very length, so anything else is our fault.

    One AAC frame of priming before and up to one of padding behind are its nature.
    """
    frame = 1024 / SAMPLE_RATE
    if not -frame <= seconds - float(plan.seconds) <= 3 * frame:
        raise EngineFailed(Failure.VERIFY, f"sound of {seconds:.3f} s, not {plan.seconds} s")
