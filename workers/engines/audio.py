"""Encode the sound, once, before the pictures: so the first playable segment can be heard.

A pass of its own costs one or two hundredths of the job, and keeps the sound out of the pictures'
checkpoints: sound cut and joined with them drifts (55 ms after 12 joints, measured).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workers.engines import ffmpeg, segments
from workers.engines.encoder import aac, segmented
from workers.engines.errors import EngineFailed, Failure
from workers.engines.filters import audio_graph
from workers.engines.plan import SAMPLE_RATE, EncodePlan
from workers.engines.process import Limits
from workers.engines.segments import AUDIO, INIT, Segment


@dataclass(frozen=True, slots=True)
class AudioStep:
    """How far the sound is."""

    done: float
    """Seconds of sound."""
    total: float
    ready: tuple[Segment, ...] = ()
    """Segments that are complete since the last step."""


def encode(plan: EncodePlan, source: Path, workdir: Path) -> Iterator[AudioStep]:
    """Make the sound rendition of ``plan`` in ``workdir``.

    Does nothing when there is no sound, or when an earlier attempt's is whole.
    """
    if not plan.audio:
        return
    if is_whole(plan, sum(segment.seconds for segment in segments.audio_segments(workdir))):
        yield AudioStep(float(plan.seconds), float(plan.seconds))
        return
    segments.discard_from(workdir, [AUDIO], 0)
    arguments = [
        *("-copyts", "-vn", "-threads", "1"),
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
    if not is_whole(plan, done):
        raise EngineFailed(Failure.VERIFY, f"sound of {done:.3f} s, not {total:.3f} s")
    yield AudioStep(total, total)


def is_whole(plan: EncodePlan, seconds: float) -> bool:
    """The sound is padded or cut to the plan's very length.

    Only one AAC frame of priming before, and up to one of padding behind, are its nature.
    """
    frame = 1024 / SAMPLE_RATE
    return -frame <= seconds - float(plan.seconds) <= 3 * frame
