"""A sample film, made on the spot: for whoever wants to see the work and has no film at hand.

A sky of slowly turning colours, the sound drawn as it is heard, a clock, and a lamp that lights
with each beep: so that anyone can see and hear that time, picture and sound still belong together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workers.engines import ffmpeg
from workers.engines.process import Limits

WIDTH, HEIGHT, RATE = 1280, 720, 30
SKY = (
    f"gradients=s={WIDTH // 4}x{HEIGHT // 4}:n=4:speed=0.008:seed=7"
    ":c0=0x0b1d3a:c1=0x274d8f:c2=0xd9647a:c3=0xf2b872"
)
PAPER, LAMP = "0xfdf6e3", "0xff3d5a"

CHORD = (196.0, 246.94, 293.66, 392.0)
"""Hertz: G major, softly swelling below the beeps."""
BEEP_SECONDS = 0.1

LIT = (0x3ED, 0x39F, 0x3FB, 0x36D, 0x145, 0x371, 0x37C)
"""For each stroke of a seven-part digit (top, upper right, lower right, bottom, lower left, upper
left, middle): bit n is set when the digit n uses it. Drawn so, the clock needs no font."""
STROKE, LONG = 10, 44


@dataclass(frozen=True, slots=True)
class SampleStep:
    """How far the film is."""

    done: int
    """Pictures."""
    total: int


def make_sample(path: Path, seconds: int = 24) -> Iterator[SampleStep]:
    """Write the sample film to ``path`` (MP4, 1280x720, 30 pictures a second, stereo)."""
    total = seconds * RATE
    part = path.with_name(f"{path.name}.part")
    arguments = [
        *("-f", "lavfi", "-i", f"{SKY}:r={RATE}:d={seconds}"),
        *("-f", "lavfi", "-i", f"aevalsrc='{_sound()}':s=48000:d={seconds}"),
        *("-filter_complex", _picture(), "-map", "[film]", "-map", "[sound]"),
        *("-c:v", "libx264", "-preset", "ultrafast", "-crf", "20", "-pix_fmt", "yuv420p"),
        *("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-frames:v", str(total)),
        *("-movflags", "+faststart", "-f", "mp4", f"file:{part.absolute()}"),
    ]
    done = 0
    limits = Limits(cpu_seconds=60 + 10 * seconds)
    for now in ffmpeg.run(arguments, cwd=path.parent, limits=limits, ours=True):
        done = min(total, now.frames)
        yield SampleStep(done, total)
    part.replace(path)
    yield SampleStep(total, total)


def _sound() -> str:
    swell = "(0.55+0.45*sin(2*PI*t/6))"
    chord = "+".join(f"sin(2*PI*{hertz}*t)" for hertz in CHORD)
    # The beep rings out within its tenth of a second instead of clicking off.
    beep = f"0.4*sin(2*PI*880*t)*max(0,1-mod(t,1)/{BEEP_SECONDS})"
    return f"0.06*{swell}*({chord})+{beep}"


def _picture() -> str:
    """The graph: sky, sound as a line, clock, lamp."""
    clock = ",".join(_clock(x=WIDTH - 330, y=60))
    lamp = (
        f"drawbox=x=60:y=60:w=96:h=96:color={LAMP}@0.95:t=fill"
        f":enable='lt(mod(t,1),{BEEP_SECONDS})',drawbox=x=60:y=60:w=96:h=96:color={PAPER}@0.8:t=4"
    )
    return (
        f"[1:a]asplit[sound][drawn];[drawn]showwaves=s={WIDTH}x240:mode=line:rate={RATE}"
        f":colors={PAPER}:scale=sqrt[line];"
        f"[0:v]scale={WIDTH}:{HEIGHT}:flags=bilinear,format=yuv420p[sky];"
        f"[sky][line]overlay=0:{HEIGHT - 300}:format=yuv420,{clock},{lamp}[film]"
    )


def _clock(x: int, y: int) -> list[str]:
    """Minutes and seconds in seven-part digits, as boxes that are on when the digit needs them."""
    places = ("floor(t/600)", "mod(floor(t/60),10)", "mod(floor(t/10),6)", "mod(floor(t),10)")
    boxes = []
    for number, digit in enumerate(places):
        left = x + number * (LONG + 24) + (20 if number > 1 else 0)
        boxes += _digit(left, y, digit)
    colon = x + 2 * (LONG + 24) - 4
    dots = [_box(colon, y + height, STROKE, STROKE) for height in (28, 68)]
    return boxes + dots


def _digit(x: int, y: int, digit: str) -> list[str]:
    right, middle, bottom = x + LONG - STROKE, y + LONG, y + 2 * LONG
    strokes = [
        (x, y, LONG, STROKE),
        (right, y, STROKE, LONG),
        (right, middle, STROKE, LONG + STROKE),
        (x, bottom, LONG, STROKE),
        (x, middle, STROKE, LONG + STROKE),
        (x, y, STROKE, LONG),
        (x, middle, LONG, STROKE),
    ]
    return [
        f"{_box(*stroke)}:enable='mod(floor({lit}/pow(2,{digit})),2)'"
        for stroke, lit in zip(strokes, LIT, strict=True)
    ]


def _box(x: int, y: int, width: int, height: int) -> str:
    return f"drawbox=x={x}:y={y}:w={width}:h={height}:color={PAPER}:t=fill"
