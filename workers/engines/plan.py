"""Decide what shall be made of a file: pure arithmetic from a MediaInfo, the same every time.

A resumed job plans again from the same file and must get the very same grid of segments, so
nothing here may depend on the machine or the moment.
"""

from dataclasses import dataclass
from fractions import Fraction

from workers.engines.media import MediaInfo

SAMPLE_RATE = 48_000
"""Samples a second of every sound rendition."""
MAX_RATE = Fraction(60)
MIN_RATE = Fraction(10)
END_SLACK = Fraction(1, 2)
"""Seconds at the end that may be missing for good reasons (the last picture's length is often
guessed); filled with the last picture. More than this is a damaged file."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One rendition of the pictures."""

    name: str
    """Folder and label: "720p", after the short side."""
    width: int
    height: int
    crf: int
    maxrate: int
    """Bits a second at most, averaged over two seconds."""

    @property
    def short_side(self) -> int:
        return min(self.width, self.height)


@dataclass(frozen=True, slots=True)
class EncodePlan:
    """What is going to be made, exactly. Sound-only files have no ``rungs`` and no ``frames``."""

    info: MediaInfo
    rungs: tuple[Rung, ...]
    """Highest first."""
    rate: Fraction
    """Pictures a second, constant; 0 for sound only."""
    frames: int
    """Pictures in each rung, exactly."""
    segment_frames: int
    """Pictures in every segment but the last."""
    audio: bool
    seconds: Fraction
    """Length of the result: every rendition's, to the sample."""
    segment_seconds: Fraction
    tone_map: bool
    """The source is HDR and becomes ordinary pictures."""
    notes: tuple[str, ...]
    """Codes of what a person should know: see :data:`NOTES`."""

    @property
    def segments(self) -> int:
        return -(-self.frames // self.segment_frames) if self.frames else 0

    @property
    def top(self) -> Rung:
        return self.rungs[0]

    @property
    def samples(self) -> int:
        """Samples of each sound channel, exactly."""
        return round(self.seconds * SAMPLE_RATE)

    def frames_in(self, segment: int) -> int:
        return min(self.segment_frames, self.frames - segment * self.segment_frames)


NOTES = {
    "hdr_mapped": "HDR pictures are converted to ordinary ones.",
    "hdr_not_mapped": "HDR pictures could not be converted; colours look pale.",
    "audio_left_out": "The sound is in a form that can't be read; the result is silent.",
    "silent": "The file has no sound.",
    "variable_rate": "The picture rate varies; the result has a constant one.",
}

LADDER = ((1080, 23, 5_000_000), (720, 23, 2_800_000), (480, 24, 1_400_000),
          (360, 25, 800_000), (240, 26, 400_000))  # fmt: skip
"""(short side in pixels, constant quality, most bits a second at 30 pictures a second)."""
NEAR = Fraction(115, 100)
"""A source gets a rung of its own size unless the next lower one is nearly as large."""
SMALLEST = 16
"""Pixels: below this the encoder refuses."""
LONGEST_SIDE = 4096
"""Pixels: above this, level limits and phone decoders give up."""


def plan(info: MediaInfo, *, can_tone_map: bool = True) -> EncodePlan:
    """The plan for ``info``. ``can_tone_map``: whether this ffmpeg can convert HDR."""
    if info.video is None:
        return _sound_plan(info)
    rate = constant_rate(info)
    frames = max(1, round(info.seconds * rate))
    segment_frames = round(segment_length(info.seconds) * rate)
    hdr = info.video.hdr is not None
    return EncodePlan(
        info=info,
        rungs=ladder(info.video.width, info.video.height, rate),
        rate=rate,
        frames=frames,
        segment_frames=segment_frames,
        audio=info.audio is not None,
        seconds=frames / rate,
        segment_seconds=segment_frames / rate,
        tone_map=hdr and can_tone_map,
        notes=tuple(_notes(info, can_tone_map)),
    )


def _sound_plan(info: MediaInfo) -> EncodePlan:
    return EncodePlan(
        info=info,
        rungs=(),
        rate=Fraction(0),
        frames=0,
        segment_frames=0,
        audio=True,
        seconds=info.seconds,
        segment_seconds=segment_length(info.seconds),
        tone_map=False,
        notes=(),
    )


def _notes(info: MediaInfo, can_tone_map: bool) -> list[str]:
    notes = []
    if info.pictures.hdr:
        notes.append("hdr_mapped" if can_tone_map else "hdr_not_mapped")
    if info.audio is None:
        notes.append("audio_left_out" if info.undecodable_audio else "silent")
    if info.pictures.variable_rate:
        notes.append("variable_rate")
    return notes


def constant_rate(info: MediaInfo) -> Fraction:
    """The one rate of the result: the film's own where it moves, within sane bounds."""
    return max(MIN_RATE, min(MAX_RATE, info.pictures.steady_rate))


def segment_length(seconds: Fraction) -> Fraction:
    """Short segments let playback begin early and lose little to a kill; long films need fewer."""
    if seconds <= 20 * 60:
        return Fraction(2)
    return Fraction(4) if seconds <= 2 * 3600 else Fraction(6)


def ladder(width: int, height: int, rate: Fraction) -> tuple[Rung, ...]:
    """Rungs for a film of this size, never larger than it, highest first."""
    short = min(width, height)
    steps = [step for step in LADDER if step[0] <= short]
    own = _own_step(short)
    if own and (not steps or short > NEAR * steps[0][0]):
        steps.insert(0, own)
    faster = Fraction(3, 2) if rate > 30 else 1
    rungs = [_rung(width, height, *step, faster) for step in steps]
    # Of an extremely wide film several rungs come out alike: the first has the most bits.
    return tuple({rung.name: rung for rung in reversed(rungs)}.values())[::-1]


def _own_step(short: int) -> tuple[int, int, int] | None:
    """A rung of the source's own height, with the settings of the next larger one."""
    larger = [step for step in LADDER if step[0] > short]
    return (short, *larger[-1][1:]) if larger else None


def _rung(
    width: int, height: int, short: int, crf: int, maxrate: int, faster: Fraction | int
) -> Rung:
    factor = min(Fraction(short, min(width, height)), Fraction(LONGEST_SIDE, max(width, height)))
    scaled = (even(width * factor), even(height * factor))
    return Rung(f"{min(scaled)}p", *scaled, crf=crf, maxrate=int(maxrate * faster))


def even(pixels: Fraction) -> int:
    """The next even number not above ``pixels`` (half-size colour planes), never too small."""
    return max(SMALLEST, int(pixels) // 2 * 2)
