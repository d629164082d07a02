"""Small real films, made on the spot."""

import subprocess
from pathlib import Path

from workers.engines import ffmpeg

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p")


def make(*arguments: str | Path) -> None:
    """Run ffmpeg with these arguments and insist that it succeeds."""
    command = [ffmpeg.binary(), "-v", "error", "-nostdin", "-y", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def pattern(size: str = "320x180", rate: str = "30", seconds: float = 3) -> list[str]:
    return ["-f", "lavfi", "-i", f"testsrc2=s={size}:r={rate}:d={seconds}"]


def tone(seconds: float = 3, rate: int = 44100) -> list[str]:
    return ["-f", "lavfi", "-i", f"sine=f=440:r={rate}:d={seconds}"]


def film(path: Path, size: str = "320x180", rate: str = "30", seconds: float = 3) -> Path:
    """An ordinary film with sound."""
    make(*pattern(size, rate, seconds), *tone(seconds), *X264, "-c:a", "aac", path)
    return path


def silent(path: Path, *options: str, size: str = "320x180", seconds: float = 3) -> Path:
    """A film without sound; ``options`` go to the encoder."""
    make(*pattern(size, "30", seconds), *X264, *options, path)
    return path


def busy(path: Path, seconds: float = 12) -> Path:
    """A silent film that takes a few seconds to convert, so that there is time to interfere."""
    noise = ["-f", "lavfi", "-i", f"testsrc2=s=640x480:r=30:d={seconds},noise=alls=40:allf=t"]
    make(*noise, *X264, "-crf", "30", "-g", "60", path)
    return path


def flash_and_beep(path: Path, at: float = 2.0, seconds: float = 4) -> Path:
    """Black and silent but for a white picture and a beep that begin together at ``at``."""
    lit = f"drawbox=c=white:t=fill:enable='between(t,{at - 0.001},{at + 0.2})'"
    beep = f"sin(880*2*PI*t)*between(t,{at},{at}+0.2)"
    make(
        *("-f", "lavfi", "-i", f"color=black:s=320x180:r=30:d={seconds},{lit}"),
        *("-f", "lavfi", "-i", f"aevalsrc='{beep}':s=48000:d={seconds}"),
        *(*X264, "-c:a", "aac", path),
    )
    return path
