"""Real films for the pages, made on the spot."""

from pathlib import Path

from tests.workers.engines import clips

RATE = 30
LONG_SECONDS, MEDIUM_SECONDS, SHORT_SECONDS = 24, 10, 3
LONG_FRAMES = LONG_SECONDS * RATE


def long(path: Path) -> Path:
    """Picture and sound; its conversion takes ten seconds or more."""
    return _grainy(path, LONG_SECONDS)


def medium(path: Path) -> Path:
    """The same, less of it."""
    return _grainy(path, MEDIUM_SECONDS)


def short(path: Path) -> Path:
    """Picture and sound, small."""
    return clips.film(path, size="480x270", rate=str(RATE), seconds=SHORT_SECONDS)


def _grainy(path: Path, seconds: int) -> Path:
    picture = f"testsrc2=s=854x480:r={RATE}:d={seconds},noise=alls=9:allf=t"
    clips.make(
        *("-f", "lavfi", "-i", picture),
        *clips.tone(seconds),
        *(*clips.X264, "-crf", "28", "-g", "60", "-c:a", "aac", path),
    )
    return path
