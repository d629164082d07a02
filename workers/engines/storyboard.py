"""The pictures around the player: a poster, and a sheet of small ones for the time line.

Made from our own renditions, so a hostile file is not decoded again. Decoding the lowest rung to
its end also proves that rung.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workers.engines import ffmpeg, segments
from workers.engines.errors import EngineFailed, Failure
from workers.engines.plan import EncodePlan
from workers.engines.process import Limits

THUMB = 160
"""Pixels of a small picture's longer side."""
MOST = 100
"""Small pictures on the sheet, at most."""
COLUMNS = 10
POSTER_SIDE = 1280
"""Pixels of the poster's longer side, at most."""
CANDIDATES = 8
"""Key frames among which the poster is chosen: the one most like all of them, so never black."""
SPRITE_FILE = "sprite.jpg"
TRACK_FILE = "thumbs.vtt"
POSTER_FILE = "poster.jpg"
LOW_LIST = "lowest.list"
POSTER_LIST = "poster.list"


@dataclass(frozen=True, slots=True)
class StoryboardStep:
    """How far it is; ``files`` come with the last step."""

    done: int
    """Pictures looked at (sound only: seconds)."""
    total: int
    files: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """Which pictures are on the sheet, and where."""

    every: int
    """Pictures of the film from one small picture to the next."""
    count: int
    columns: int
    rows: int
    width: int
    height: int


def storyboard(plan: EncodePlan, workdir: Path) -> Iterator[StoryboardStep]:
    """Write poster, sheet and its track in ``workdir``; for sound only, a waveform as poster."""
    if not plan.rungs:
        yield from _waveform(plan, workdir)
        return
    yield from _sheet(plan, workdir)
    for _ in _poster(plan, workdir):
        yield StoryboardStep(plan.frames, plan.frames)
    track = workdir / TRACK_FILE
    track.write_text(track_text(plan, grid(plan)))
    files = (workdir / POSTER_FILE, workdir / SPRITE_FILE, track)
    yield StoryboardStep(plan.frames, plan.frames, files)


def grid(plan: EncodePlan) -> Grid:
    """At least a second between two pictures, at most :data:`MOST` of them."""
    seconds = max(1, math.ceil(plan.seconds / MOST))
    every = max(1, round(seconds * plan.rate))
    count = math.ceil(plan.frames / every)
    top = plan.top
    scale = THUMB / max(top.width, top.height)
    return Grid(
        every=every,
        count=count,
        columns=min(COLUMNS, count),
        rows=math.ceil(count / COLUMNS),
        width=max(2, round(top.width * scale / 2) * 2),
        height=max(2, round(top.height * scale / 2) * 2),
    )


def track_text(plan: EncodePlan, sheet: Grid) -> str:
    """WebVTT: from when to when which part of the sheet shows the film."""
    cues = ["WEBVTT"]
    for number in range(sheet.count):
        begin = number * sheet.every / plan.rate
        end = min((number + 1) * sheet.every / plan.rate, plan.seconds)
        x = number % sheet.columns * sheet.width
        y = number // sheet.columns * sheet.height
        area = f"{x},{y},{sheet.width},{sheet.height}"
        cues.append(f"{_clock(float(begin))} --> {_clock(float(end))}\n{SPRITE_FILE}#xywh={area}")
    return "\n\n".join(cues) + "\n"


def _clock(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}.{rest % 1000:03}"


def _sheet(plan: EncodePlan, workdir: Path) -> Iterator[StoryboardStep]:
    sheet, lowest = grid(plan), plan.rungs[-1].name
    files = segments.video_segments(plan, workdir, lowest)
    listed = segments.join(workdir, lowest, files, LOW_LIST)
    graph = (
        f"[0:v]split[all][some];[some]select='not(mod(n,{sheet.every}))',"
        f"scale={sheet.width}:{sheet.height}:flags=bicubic,tile={sheet.columns}x{sheet.rows}[s]"
    )
    arguments = [
        *("-xerror", "-threads", "1", *ffmpeg.own(listed), "-filter_complex", graph),
        *("-map", "[all]", "-fps_mode", "passthrough", "-f", "null", "-"),
        *("-map", "[s]", "-frames:v", "1", "-update", "1", "-q:v", "5", SPRITE_FILE),
    ]
    done = 0
    for now in ffmpeg.run(arguments, cwd=workdir, limits=Limits(), ours=True):
        done = min(now.frames, plan.frames)
        yield StoryboardStep(done, plan.frames)
        frames = now.frames
    listed.unlink()
    if frames != plan.frames:
        raise EngineFailed(Failure.VERIFY, f"{lowest} decodes to {frames} of {plan.frames}")


def _poster(plan: EncodePlan, workdir: Path) -> Iterator[ffmpeg.Progress]:
    """The most typical of a few key frames of the highest rung."""
    step = max(1, plan.segments // CANDIDATES)
    name = plan.top.name
    files = segments.video_segments(plan, workdir, name)[::step][:CANDIDATES]
    listed = segments.join(workdir, name, files, POSTER_LIST)
    side = min(POSTER_SIDE, max(plan.top.width, plan.top.height))
    fit = f"scale={side}:{side}:force_original_aspect_ratio=decrease:force_divisible_by=2"
    arguments = [
        *("-skip_frame", "nokey", "-threads", "1", *ffmpeg.own(listed)),
        *("-vf", f"thumbnail=n={max(2, len(files))},{fit}", "-fps_mode", "passthrough"),
        *("-frames:v", "1", "-update", "1", "-q:v", "3", POSTER_FILE),
    ]
    yield from ffmpeg.run(arguments, cwd=workdir, limits=Limits(), ours=True)
    listed.unlink()


def _waveform(plan: EncodePlan, workdir: Path) -> Iterator[StoryboardStep]:
    files = segments.audio_segments(workdir)
    listed = segments.join(workdir, segments.AUDIO, files, LOW_LIST)
    total = math.ceil(plan.seconds)
    graph = (
        "color=c=0x101820:s=1280x720[back];"
        "[0:a]showwavespic=s=1280x440:split_channels=0:scale=sqrt:colors=0x4fc3b0[wave];"
        "[back][wave]overlay=0:140:shortest=1,format=yuvj420p"
    )
    arguments = [
        *("-xerror", *ffmpeg.own(listed), "-filter_complex", graph),
        *("-frames:v", "1", "-update", "1", "-q:v", "3", POSTER_FILE),
    ]
    for _ in ffmpeg.run(arguments, cwd=workdir, limits=Limits(), ours=True):
        yield StoryboardStep(0, total)
    listed.unlink()
    yield StoryboardStep(total, total, (workdir / POSTER_FILE,))
