"""Make the one file to download: the highest rung and the sound in an MP4, by copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workers.engines import ffmpeg, segments
from workers.engines.encoder import TIMELINE_OFFSET
from workers.engines.plan import EncodePlan
from workers.engines.process import Limits
from workers.engines.segments import AUDIO

VIDEO_FILE = "video.mp4"
SOUND_FILE = "audio.m4a"


@dataclass(frozen=True, slots=True)
class PackageStep:
    """How far the packaging is; ``path`` comes with the last step."""

    done: int
    """Bytes."""
    total: int
    path: Path | None = None


def package(plan: EncodePlan, workdir: Path) -> Iterator[PackageStep]:
    """Write ``video.mp4`` (or ``audio.m4a``) in ``workdir`` from its whole segments.

    The index is put in front, so a browser can begin to play before it has the file.
    """
    inputs = _inputs(plan, workdir)
    total = sum(size for _, size in inputs)
    path = workdir / (VIDEO_FILE if plan.rungs else SOUND_FILE)
    part = path.with_name(f"{path.name}.part")
    arguments = ["-copyts"]
    for listed, _ in inputs:
        arguments += ["-itsoffset", f"-{TIMELINE_OFFSET}", *ffmpeg.own(listed)]
    for number in range(len(inputs)):
        arguments += ["-map", str(number)]
    # Copied time stamps keep the sound's priming before zero, where an edit list hides it.
    arguments += ["-c", "copy", "-movflags", "+faststart", "-map_metadata", "-1", "-f", "mp4"]
    done = 0
    for now in ffmpeg.run([*arguments, part.name], cwd=workdir, limits=Limits(), ours=True):
        done = min(max(done, now.bytes), total)
        yield PackageStep(done, total)
    part.replace(path)
    for listed, _ in inputs:
        listed.unlink()
    yield PackageStep(total, total, path)


def _inputs(plan: EncodePlan, workdir: Path) -> list[tuple[Path, int]]:
    """For pictures and sound: the list of files that ffmpeg reads as one, and their bytes."""
    renditions = []
    if plan.rungs:
        name = plan.top.name
        renditions.append((name, segments.video_segments(plan, workdir, name)))
    if plan.audio:
        renditions.append((AUDIO, segments.audio_segments(workdir)))
    return [
        (segments.join(workdir, name, files, f"{name}.list"), sum(file.bytes for file in files))
        for name, files in renditions
    ]
