"""Prove the result before anyone says that it is done.

The file to download is read to its end: every picture must be there at its exact time, all sound
and every picture that others depend on must decode. The lowest rung was decoded whole for the
storyboard; of the others every segment's samples and times are counted: they come from the same
pictures through the same encoder, so what is left to go wrong is a lost, doubled or torn piece.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from workers.engines import audio, segments
from workers.engines.boxes import read_fragment, read_init
from workers.engines.errors import EngineFailed, Failure
from workers.engines.ffmpeg import Progress, StallWatch
from workers.engines.package import SOUND_FILE, VIDEO_FILE
from workers.engines.plan import SAMPLE_RATE, EncodePlan
from workers.engines.process import Limits, child

CHILD = str(Path(__file__).with_name("verify_child.py"))
SOUND_FRAME = Fraction(1024, SAMPLE_RATE)
"""Seconds of one AAC frame: sound begins and ends on frames."""
TICK = Fraction(1, 1000)
"""Seconds: half of the coarsest rounding of a time stamp that we accept."""


@dataclass(frozen=True, slots=True)
class VerifyStep:
    """How far the proof is."""

    done: int
    """Pictures decoded (sound only: AAC frames)."""
    total: int


def verify(plan: EncodePlan, workdir: Path) -> Iterator[VerifyStep]:
    """Check everything in ``workdir`` against ``plan``; raises EngineFailed(VERIFY, what)."""
    total = plan.frames or round(plan.seconds / SOUND_FRAME)
    for rung in plan.rungs:
        _check_segments(plan, workdir, rung.name)
        yield VerifyStep(0, total)
    if plan.audio:
        _check_sound_segments(plan, workdir)
    kind = "video_count" if plan.rungs else "audio_count"
    for message in _decode(workdir / (VIDEO_FILE if plan.rungs else SOUND_FILE)):
        if "broken" in message:
            _fail(message["broken"])
        if message.keys() >= {"video", "audio"}:
            _check_pictures(plan, message["video"])
            _check_sound(plan, message["audio"])
            yield VerifyStep(total, total)
            return
        yield VerifyStep(min(total, message.get(kind, 0)), total)
    _fail("the decoder ended without an answer")


def _decode(path: Path) -> Iterator[dict[str, Any]]:
    """Messages of the decoding child, the newest repeated when nothing is new."""
    command = [sys.executable, "-I", CHILD, str(path.absolute())]
    message: dict[str, Any] = {}
    with child(command, cwd=path.parent, limits=Limits()) as process:
        watch = StallWatch(process, patience=60.0)
        for line in process.lines():
            message = json.loads(line) if line else message
            watch.look(Progress(frames=message.get("video_count", 0)))
            yield message
        code = process.wait()
    if code:
        raise EngineFailed(
            Failure.KILLED if code < 0 else Failure.CRASHED, f"exit {code}\n{process.last_words}"
        )


def _check_segments(plan: EncodePlan, workdir: Path, rung: str) -> None:
    """Every segment is there with its pictures, and each begins where the one before ended."""
    timescale = read_init(workdir / rung / segments.INIT).timescale
    expected: int | None = None
    for index in range(plan.segments):
        path = workdir / rung / (segments.SEGMENT % index)
        if segments.whole_video(plan, workdir, rung, index) is None:
            _fail(f"{rung}: segment {index} is missing or not whole")
        fragment = read_fragment(path)
        if expected is not None and abs(fragment.start - expected) > timescale * TICK:
            _fail(f"{rung}: segment {index} begins at {fragment.start}, not {expected}")
        expected = fragment.start + fragment.ticks


def _check_sound_segments(plan: EncodePlan, workdir: Path) -> None:
    found = sum(segment.seconds for segment in segments.audio_segments(workdir))
    if not audio.is_whole(plan, found):
        _fail(f"sound segments last {found:.3f} s, not {float(plan.seconds):.3f} s")


def _check_pictures(plan: EncodePlan, found: dict[str, Any] | None) -> None:
    if not plan.rungs:
        return
    if found is None:
        _fail("no pictures in the file")
    if found["count"] != plan.frames:
        _fail(f"{found['count']} pictures, not {plan.frames}")
    if not found["decoded"]:
        _fail("no picture decodes")
    if abs(Fraction(found["first"])) > TICK or abs(Fraction(found["end"]) - plan.seconds) > TICK:
        _fail(f"pictures from {found['first']} to {found['end']} s of {plan.seconds} s")
    uneven = [step for step in found["steps"] if abs(Fraction(step) - 1 / plan.rate) > TICK]
    if uneven:
        _fail(f"uneven steps: {uneven}")


def _check_sound(plan: EncodePlan, found: dict[str, Any] | None) -> None:
    """Sound must begin with the pictures and end with them, by less than anyone can notice."""
    if not plan.audio:
        return
    if found is None:
        _fail("no sound in the file")
    late = abs(Fraction(found["first"]))
    short = abs(Fraction(found["end"]) - plan.seconds)
    if late > SOUND_FRAME or short > 2 * SOUND_FRAME:
        _fail(f"sound from {found['first']} to {found['end']} s of {plan.seconds} s")
    # Decoded sound that is not there is a gap, even when first and last are right.
    if abs(found["samples"] - plan.samples) > 2048:
        _fail(f"{found['samples']} samples of sound, not {plan.samples}")


def _fail(what: str) -> NoReturn:
    raise EngineFailed(Failure.VERIFY, what)
