"""The working folder of one job, and which of its segments are whole.

::

    720p/init.mp4  720p/s00000.m4s  720p/s00001.m4s …     one folder a rung
    audio/init.mp4 audio/s00000.m4s …
    preview.jpg  poster.jpg  sprite.jpg  thumbs.vtt  video.mp4

ffmpeg writes a segment under a temporary name and renames it, and this module believes a segment
only after counting its samples. So a torn file, a leftover of another run or a last segment cut
short by a signal is never taken for a whole one. To resume elsewhere: put ``init.mp4`` and the
segments back under the same names, then ask :func:`first_missing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.engines.boxes import BrokenBoxesError, read_fragment, read_init
from workers.engines.plan import EncodePlan

AUDIO = "audio"
INIT = "init.mp4"
SEGMENT = "s%05d.m4s"
PLAYLIST = "index.m3u8"
MASTER = "master.m3u8"


@dataclass(frozen=True, slots=True)
class Segment:
    """One whole segment on disk."""

    rung: str
    """Name of the rung, or "audio"."""
    index: int
    path: Path
    seconds: float
    bytes: int


def folder(workdir: Path, rung: str) -> Path:
    """The rung's folder, made when missing."""
    path = workdir / rung
    path.mkdir(parents=True, exist_ok=True)
    return path


def whole_video(plan: EncodePlan, workdir: Path, rung: str, index: int) -> Segment | None:
    """The segment, if it is there with every picture that the plan gives it."""
    path = workdir / rung / (SEGMENT % index)
    try:
        fragment = read_fragment(path)
    except (FileNotFoundError, BrokenBoxesError):
        return None
    if fragment.samples != plan.frames_in(index):
        return None
    return Segment(rung, index, path, float(fragment.samples / plan.rate), fragment.size)


def first_missing(plan: EncodePlan, workdir: Path) -> int:
    """Number of leading segments that are whole in every rung: where an encode may resume."""
    if not all((workdir / rung.name / INIT).is_file() for rung in plan.rungs):
        return 0
    for index in range(plan.segments):
        if not all(whole_video(plan, workdir, rung.name, index) for rung in plan.rungs):
            return index
    return plan.segments


def discard_from(workdir: Path, rungs: Sequence[str], first: int) -> None:
    """Remove every segment from ``first`` on, and whatever else an earlier run left half done."""
    for rung in rungs:
        for path in folder(workdir, rung).iterdir():
            number = path.stem[1:]
            kept = path.suffix == ".m4s" and number.isdigit() and int(number) < first
            if not kept and not (path.name == INIT and first):
                path.unlink()


def video_segments(plan: EncodePlan, workdir: Path, rung: str) -> list[Segment]:
    """The rung's leading whole segments."""
    found = []
    for index in range(plan.segments):
        segment = whole_video(plan, workdir, rung, index)
        if segment is None:
            break
        found.append(segment)
    return found


def audio_segments(workdir: Path, after: int = 0) -> list[Segment]:
    """The sound's whole segments in a row, from index ``after`` on."""
    found: list[Segment] = []
    try:
        timescale = read_init(workdir / AUDIO / INIT).timescale
        while True:
            index = after + len(found)
            path = workdir / AUDIO / (SEGMENT % index)
            fragment = read_fragment(path)
            seconds = fragment.ticks / timescale
            found.append(Segment(AUDIO, index, path, seconds, fragment.size))
    except (FileNotFoundError, BrokenBoxesError):
        return found


def join(workdir: Path, rung: str, segments: Sequence[Segment], name: str) -> Path:
    """Write the list that lets ffmpeg read a rendition's files as one, without copying them."""
    path = workdir / name
    files = [workdir / rung / INIT, *(segment.path for segment in segments)]
    path.write_text("".join(f"file:{file.absolute()}\n" for file in files))
    return path
