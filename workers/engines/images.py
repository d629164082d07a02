"""Variants of a picture: ``variants(path, into)`` tells what it found and what it made.

The work is done by :mod:`.images_child` in a limited process.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workers.engines.errors import EngineFailed, Failure, MediaRejected, Rejection
from workers.engines.ffmpeg import Progress, StallWatch
from workers.engines.images_sniff import Picture, is_cut_off, picture_kind
from workers.engines.process import CRASHES, Limits, child

NAMES = ("jpeg", "webp", "avif", "miniatura")
"""What is made, in this order: three formats of at most 800 x 600 and a thumbnail of 160."""
MAX_PIXELS = 100_000_000
MAX_PIXELS_WHOLE = 50_000_000
"""Of AVIF and HEIC, which can only be decoded whole: three bytes a pixel and more."""
CHILD = str(Path(__file__).with_name("images_child.py"))
MIB = 1 << 20
LIMITS = Limits(memory=1536 * MIB, cpu_seconds=60, file_bytes=512 * MIB)


@dataclass(frozen=True, slots=True)
class Found:
    """What the file is; ``width`` and ``height`` as a person sees it, turned upright."""

    kind: Picture
    width: int
    height: int
    frames: int
    """Of an animation; only the first becomes a picture."""


@dataclass(frozen=True, slots=True)
class Variant:
    """One picture that was made."""

    name: str
    path: Path
    width: int
    height: int
    bytes: int


@dataclass(frozen=True, slots=True)
class ImageStep:
    """How far it is: ``done`` of ``total`` variants; what was found first, then each variant."""

    done: int
    total: int
    found: Found | None = None
    made: Variant | None = None


def variants(path: Path, into: Path) -> Iterator[ImageStep]:
    """Make every variant of the picture ``path`` in the folder ``into``.

    Raises MediaRejected when the file is at fault, EngineFailed when we are.
    """
    kind = picture_kind(path)
    done, answer = 0, None
    with child(_command(path, kind, into), cwd=into, limits=LIMITS) as process:
        watch = StallWatch(process, patience=60.0)
        for line in process.lines():
            message = json.loads(line) if line else {}
            watch.look(Progress(bytes=done))
            if "found" in message:
                yield ImageStep(done, len(NAMES), found=Found(kind, **message["found"]))
            elif "made" in message:
                done += 1
                yield ImageStep(done, len(NAMES), made=_variant(into, message["made"]))
            elif message:
                answer = message
        code = process.wait()
    if answer is not None or done < len(NAMES):
        raise _failed(path, kind, answer or {}, code, process.cpu_seconds, process.last_words)


def _command(path: Path, kind: Picture, into: Path) -> list[str]:
    streamed = kind in {Picture.JPEG, Picture.PNG, Picture.WEBP}
    pixels = MAX_PIXELS if streamed else MAX_PIXELS_WHOLE
    return [sys.executable, "-I", CHILD, str(path.absolute()), kind, str(into), str(pixels)]


def _variant(into: Path, made: dict[str, Any]) -> Variant:
    return Variant(made["name"], into / made["file"], made["width"], made["height"], made["bytes"])


def _failed(
    path: Path, kind: Picture, answer: dict[str, Any], code: int, cpu_seconds: float, words: str
) -> Exception:
    """Why there is no picture: what the child said, a limit, a crash, or somebody's kill."""
    if "rejected" in answer:
        return MediaRejected(Rejection(answer["rejected"]), **answer["facts"])
    if "failed" in answer:
        return _undecodable(path, kind, answer["failed"])
    if LIMITS.cpu_seconds and cpu_seconds > LIMITS.cpu_seconds - 2:
        return MediaRejected(Rejection.PICTURE_TOO_COSTLY)
    if -code in CRASHES:
        return MediaRejected(Rejection.PICTURE_UNDECODABLE, kind=kind, signal=-code)
    failure = Failure.KILLED if code < 0 else Failure.CRASHED
    return EngineFailed(failure, f"images exit {code}\n{words}")


def _undecodable(path: Path, kind: Picture, reason: str) -> Exception:
    if "No space left" in reason:
        return EngineFailed(Failure.DISK_FULL, reason)
    if is_cut_off(path, kind):
        return MediaRejected(Rejection.PICTURE_TRUNCATED, kind=kind)
    return MediaRejected(Rejection.PICTURE_UNDECODABLE, kind=kind, reason=reason[:200])
