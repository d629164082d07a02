"""Real films for the pages, made on the spot."""

from pathlib import Path

from tests.workers.engines import clips

LONG_SECONDS, SHORT_SECONDS, RATE = 24, 3, 30
LONG_FRAMES, SHORT_FRAMES = LONG_SECONDS * RATE, SHORT_SECONDS * RATE


def long(path: Path) -> Path:
    """Picture and sound; grain makes its conversion take tens of seconds, not a few."""
    picture = f"testsrc2=s=854x480:r={RATE}:d={LONG_SECONDS},noise=alls=9:allf=t"
    clips.make(
        *("-f", "lavfi", "-i", picture),
        *clips.tone(LONG_SECONDS),
        *(*clips.X264, "-crf", "28", "-g", "60", "-c:a", "aac", path),
    )
    return path


def short(path: Path) -> Path:
    """Picture and sound, small."""
    return clips.film(path, size="480x270", rate=str(RATE), seconds=SHORT_SECONDS)
