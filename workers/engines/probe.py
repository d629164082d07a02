"""Find out what a file is: ``probe(path)``, or the same with progress: ``scan(path)``.

The work is done by :mod:`.probe_child` in a limited process.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from workers.engines import sniff
from workers.engines.errors import EngineFailed, Failure, MediaRejected, Rejection
from workers.engines.ffmpeg import MAX_PIXELS, Progress, StallWatch
from workers.engines.media import AudioStream, MediaInfo, VideoStream
from workers.engines.process import CRASHES, GIB, Limits, child

MAX_SECONDS = 6 * 3600
"""Seconds of the longest film that we accept."""
CHILD = str(Path(__file__).with_name("probe_child.py"))
TRANSFERS = {1: "bt709", 6: "smpte170m", 13: "iec61966-2-1", 16: "smpte2084", 18: "arib-std-b67"}
"""ITU-T H.273 numbers of colour transfer, by ffmpeg's names."""
STANDARD_RATES = [
    Fraction(rate)
    for rate in ("24000/1001", "24", "25", "30000/1001", "30", "48", "50", "60000/1001", "60")
]


@dataclass(frozen=True, slots=True)
class ScanStep:
    """How far the scan is; ``info`` comes with the last step."""

    done: int
    """Bytes read."""
    total: int
    """Bytes of the file."""
    info: MediaInfo | None = None


def probe(path: Path, *, max_seconds: float = MAX_SECONDS) -> MediaInfo:
    """Everything worth knowing of ``path``; raises MediaRejected when it is no film or sound."""
    *_, last = scan(path, max_seconds=max_seconds)
    if last.info is None:
        raise EngineFailed(Failure.CRASHED, "the scan ended without an answer")
    return last.info


def scan(path: Path, *, max_seconds: float = MAX_SECONDS) -> Iterator[ScanStep]:
    """Read the file once, telling how far; the last step carries the MediaInfo."""
    total = path.stat().st_size
    demuxers = sniff.demuxers(path)
    limits = _limits(total)
    command = [sys.executable, "-I", CHILD, str(path.absolute()), demuxers, str(MAX_PIXELS)]
    done, answer = 0, None
    with child(command, cwd=path.parent, limits=limits) as process:
        watch = StallWatch(process, patience=60.0)
        for line in process.lines():
            message = json.loads(line) if line else {}
            done = min(total, max(done, message.get("read", 0)))
            watch.look(Progress(bytes=done))
            answer = message if message.keys() & {"found", "rejected"} else answer
            yield ScanStep(done, total)
        code = process.wait()
    if answer is None:
        raise _unanswered(code, process.cpu_seconds, limits, process.last_words)
    yield ScanStep(total, total, _understand(answer, max_seconds))


def _limits(size: int) -> Limits:
    """A scan costs about 10 µs a packet; a file of 1 GB gets two minutes."""
    return Limits(memory=3 * GIB, cpu_seconds=20 + size // 10_000_000, file_bytes=1 << 20)


def _unanswered(
    code: int, cpu_seconds: float, limits: Limits, last_words: str
) -> EngineFailed | MediaRejected:
    """The child ended without a message: a limit, a crash in a decoder, or somebody's kill."""
    if limits.cpu_seconds and cpu_seconds > limits.cpu_seconds - 2:
        return MediaRejected(Rejection.TOO_COSTLY, phase="probe")
    if -code in CRASHES:
        return MediaRejected(Rejection.UNDECODABLE, codec="", signal=-code)
    failure = Failure.KILLED if code < 0 else Failure.CRASHED
    return EngineFailed(failure, f"probe exit {code}\n{last_words}")


def _understand(answer: dict[str, Any], max_seconds: float) -> MediaInfo:
    if "rejected" in answer:
        raise MediaRejected(Rejection(answer["rejected"]), **answer["facts"])
    found = answer["found"]
    info = MediaInfo(
        demuxers=found["demuxers"],
        size=found["size"],
        start=Fraction(found["start"]),
        video=_video(found["video"]) if found["video"] else None,
        audio=_audio(found["audio"]) if found["audio"] else None,
        has_cover=found["has_cover"],
        undecodable_audio=found["undecodable_audio"],
    )
    if info.seconds > max_seconds:
        raise MediaRejected(
            Rejection.TOO_LONG, seconds=round(float(info.seconds), 3), limit=max_seconds
        )
    return info


def _video(found: dict[str, Any]) -> VideoStream:
    aspect = Fraction(found["pixel_aspect"])
    width, height = round(found["coded_width"] * aspect), found["coded_height"]
    if found["rotation"] in (90, 270):
        width, height = height, width
    average = snap(Fraction(found["average_rate"]))
    variable = found["variable_rate"]
    return VideoStream(
        index=found["index"],
        codec=found["codec"],
        width=width,
        height=height,
        coded_width=found["coded_width"],
        coded_height=found["coded_height"],
        rotation=found["rotation"],
        pixel_aspect=aspect,
        pixel_format=found["pixel_format"],
        bit_depth=found["bit_depth"],
        transfer=TRANSFERS.get(found["transfer"], "unknown"),
        time_base=Fraction(found["time_base"]),
        start=Fraction(found["start"]),
        end=Fraction(found["end"]),
        frames=found["packets"],
        average_rate=average,
        steady_rate=snap(Fraction(found["steady_rate"])) if variable else average,
        variable_rate=variable,
    )


def _audio(found: dict[str, Any]) -> AudioStream:
    return AudioStream(
        index=found["index"],
        codec=found["codec"],
        sample_rate=found["sample_rate"],
        channels=found["channels"],
        language=_language(found["language"]),
        start=Fraction(found["start"]),
        end=Fraction(found["end"]),
    )


def _language(code: str | None) -> str | None:
    """ISO 639-2, when the file really says one ("und" is its word for silence on the matter)."""
    return code if code and code.isalpha() and len(code) == 3 and code != "und" else None


def snap(rate: Fraction) -> Fraction:
    """The standard rate that ``rate`` means (time stamps in whole milliseconds blur it)."""
    nearest = min(STANDARD_RATES, key=lambda standard: abs(standard - rate))
    return nearest if abs(nearest - rate) <= nearest / 200 else rate.limit_denominator(1001)
