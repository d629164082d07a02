"""Encode the pictures: one decode, every rung at once, resumable at any segment."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from workers.engines import ffmpeg, segments
from workers.engines.encoder import DECODER_THREADS, h264, segmented, threads
from workers.engines.errors import EngineFailed, Failure, MediaRejected, Rejection
from workers.engines.filters import video_graph
from workers.engines.plan import EncodePlan
from workers.engines.process import GIB, Limits
from workers.engines.segments import Segment

RUN_UP = 2
"""Seconds of source decoded again before the point of resuming."""
SEEKABLE = {"mov", "matroska", "avi"}
"""Containers with an index. In others a seek may land behind its target, so a resumed run decodes
from the beginning (a tenth of the work) and drops what is done."""
PREVIEW = "preview.jpg"
LEAST_FREE = 2**20
"""Bytes; with less a disk is full, whatever else is said."""


@dataclass(frozen=True, slots=True)
class EncodeStep:
    """How far the encode is; never goes back, never unknown."""

    done: int
    """Pictures, those of earlier attempts included."""
    total: int
    speed: float
    """Seconds of film per second of clock, over the last moments; 0 until known."""
    ready: tuple[Segment, ...] = ()
    """Segments that are, since the last step, complete in every rung."""
    preview: Path | None = None
    """The picture being encoded, when there is a new one."""


def encode(
    plan: EncodePlan,
    source: Path,
    workdir: Path,
    first_segment: int = 0,
    *,
    patience: float = ffmpeg.STALL_SECONDS,
) -> Iterator[EncodeStep]:
    """Make every rung of ``plan`` from ``first_segment`` on, in ``workdir``.

    Yields at least twice a second; closing it leaves no process. The segments before
    ``first_segment`` need not be there, only the rungs' init segments, when resuming. Raises
    EngineFailed, or MediaRejected (TRUNCATED, UNDECODABLE, TOO_COSTLY).
    """
    names = [rung.name for rung in plan.rungs]
    segments.discard_from(workdir, names, first_segment)
    harvest = Harvest(plan, workdir, first_segment)
    pace = Pace(plan.rate)
    begun = first_segment * plan.segment_frames
    done = begun
    if first_segment < plan.segments:
        arguments = _arguments(plan, source, first_segment)
        for now in ffmpeg.run(arguments, cwd=workdir, limits=_limits(plan), patience=patience):
            done = min(plan.frames, begun + now.frames)
            ready, preview = harvest.segments(), harvest.preview()
            yield EncodeStep(done, plan.frames, pace.of(done), ready, preview)
    _require_all_frames(plan, done)
    harvest.require_all()
    yield EncodeStep(plan.frames, plan.frames, pace.of(done))


def _arguments(plan: EncodePlan, source: Path, first_segment: int) -> list[str]:
    seek, start = _seek(plan, first_segment)
    init = "resumed.mp4" if first_segment else segments.INIT
    arguments = [
        *("-copyts", *seek, "-threads", str(DECODER_THREADS)),
        *ffmpeg.untrusted(source, plan.info.demuxers),
        *("-filter_complex", video_graph(plan, first_segment * plan.segment_frames, start)),
    ]
    for number, rung in enumerate(plan.rungs):
        # Half a segment: cut at each key frame that comes, and only segments begin with one.
        cut = float(plan.segment_seconds) / 2
        arguments += ["-map", f"[v{number}]", *h264(plan, rung)]
        arguments += ["-threads", str(threads(plan, rung))]
        arguments += segmented(rung.name, cut, first_segment, init)
    return [
        *arguments,
        *("-map", "[preview]", "-fps_mode", "passthrough", "-c:v", "mjpeg", "-q:v", "6"),
        *("-f", "image2", "-update", "1", "-atomic_writing", "1", PREVIEW),
    ]


def _seek(plan: EncodePlan, first_segment: int) -> tuple[list[str], Fraction]:
    """Input options, and the second of the film from which pictures are wanted.

    ``noaccurate_seek``: the picture that is still shown after a long gap lies before the seek
    point and must not be dropped.
    """
    start = first_segment * plan.segment_seconds - RUN_UP
    if start <= 0 or plan.info.container not in SEEKABLE:
        return [], Fraction(0)
    position = start + plan.info.start_seconds - plan.info.start
    return ["-noaccurate_seek", "-ss", f"{float(position):.6f}"], start


def _limits(plan: EncodePlan) -> Limits:
    large = plan.info.video is not None and plan.info.video.coded_width > 2000
    seconds = int(plan.seconds)
    return Limits(memory=(8 if large else 4) * GIB, cpu_seconds=120 + 60 * seconds)


def _require_all_frames(plan: EncodePlan, done: int) -> None:
    """A damaged or cut-off source ends with exit code 0; only the count tells."""
    if done < plan.frames:
        raise MediaRejected(
            Rejection.TRUNCATED,
            declared_seconds=round(float(plan.seconds), 3),
            found_seconds=round(float(done / plan.rate), 3),
        )


class Harvest:
    """Finds what is newly complete on disk."""

    def __init__(self, plan: EncodePlan, workdir: Path, first_segment: int) -> None:
        self._plan = plan
        self._workdir = workdir
        self._next = first_segment
        self._resumed = first_segment > 0
        self._preview_seen = 0

    def segments(self) -> tuple[Segment, ...]:
        """Segments of every rung, by index, that were not handed out yet."""
        found: list[Segment] = []
        while self._next < self._plan.segments:
            row = [
                segments.whole_video(self._plan, self._workdir, rung.name, self._next)
                for rung in self._plan.rungs
            ]
            whole = [segment for segment in row if segment is not None]
            if len(whole) < len(row):
                break
            self._require_same_init()
            found += whole
            self._next += 1
        return tuple(found)

    def preview(self) -> Path | None:
        path = self._workdir / PREVIEW
        try:
            written = path.stat().st_mtime_ns
        except FileNotFoundError:
            return None
        if written == self._preview_seen:
            return None
        self._preview_seen = written
        return path

    def require_all(self) -> None:
        if self._next < self._plan.segments:
            # Now and then ffmpeg goes on over a full disk, and ends as if all were well.
            full = shutil.disk_usage(self._workdir).free < LEAST_FREE
            code = Failure.DISK_FULL if full else Failure.VERIFY
            raise EngineFailed(code, f"segment {self._next} is missing or not whole")

    def _require_same_init(self) -> None:
        """Old and new segments play as one only when both runs wrote the same init segment."""
        if not self._resumed:
            return
        for rung in self._plan.rungs:
            place = self._workdir / rung.name
            kept, fresh = place / segments.INIT, place / "resumed.mp4"
            if not kept.is_file() or kept.read_bytes() != fresh.read_bytes():
                raise EngineFailed(Failure.RESUME, f"{rung.name}: another encoder wrote the rest")
        self._resumed = False


class Pace:
    """Speed as a person wants to read it: smoothed over about ten seconds."""

    SMOOTHING = 10.0

    def __init__(self, rate: Fraction) -> None:
        self._rate = rate
        self._since: tuple[float, int] | None = None
        self._speed = 0.0

    def of(self, done: int) -> float:
        now = time.monotonic()
        if self._since is None:
            # The first pictures fill the encoders' look-ahead: start counting behind them.
            self._since = (now, done) if done else None
            return 0.0
        elapsed = now - self._since[0]
        if elapsed >= 0.3:
            fresh = float((done - self._since[1]) / self._rate) / elapsed
            weight = 1.0 if not self._speed else min(1.0, elapsed / self.SMOOTHING)
            self._speed += weight * (fresh - self._speed)
            self._since = (now, done)
        return round(self._speed, 3)
