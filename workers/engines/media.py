"""What is known of a media file: the closed types that probing makes and planning reads."""

from dataclasses import dataclass
from fractions import Fraction

HDR_TRANSFERS = {"smpte2084": "PQ", "arib-std-b67": "HLG"}


@dataclass(frozen=True, slots=True)
class VideoStream:
    """The film's pictures, as a viewer sees them: turned upright, with square pixels."""

    index: int
    codec: str
    width: int
    """Pixels, after turning and squaring; may be odd."""
    height: int
    coded_width: int
    coded_height: int
    rotation: int
    """Degrees by which the coded pictures must be turned: 0, 90, 180 or 270."""
    pixel_aspect: Fraction
    pixel_format: str
    bit_depth: int
    transfer: str
    """Colour transfer by its usual name: "bt709", "smpte2084" (PQ), "arib-std-b67" (HLG) …"""
    time_base: Fraction
    """Seconds per tick of the time stamps."""
    start: Fraction
    """Seconds: the first picture's time stamp."""
    end: Fraction
    """Seconds: where the last picture's time ends."""
    frames: int
    average_rate: Fraction
    """Pictures a second, all in all."""
    steady_rate: Fraction
    """Pictures a second as most of them follow each other; equal to the average when constant."""
    variable_rate: bool

    @property
    def hdr(self) -> str | None:
        """ "PQ", "HLG", or None for ordinary pictures."""
        return HDR_TRANSFERS.get(self.transfer)


@dataclass(frozen=True, slots=True)
class AudioStream:
    """The film's sound: the first track that can be decoded."""

    index: int
    codec: str
    sample_rate: int
    channels: int
    language: str | None
    start: Fraction
    """Seconds: the first sample's time stamp."""
    end: Fraction


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """One probed file. At least one of ``video`` and ``audio`` is there."""

    demuxers: str
    """libav's names of the container; ffmpeg may read it with these and no others."""
    size: int
    """Bytes."""
    start: Fraction
    """Seconds: the container's own start; seeking counts from it."""
    video: VideoStream | None
    audio: AudioStream | None
    has_cover: bool
    """A still picture is attached (the cover of a record)."""
    undecodable_audio: str | None
    """Name of a sound codec that we must leave out, when no track could be decoded."""

    @property
    def container(self) -> str:
        return self.demuxers.partition(",")[0]

    @property
    def pictures(self) -> VideoStream:
        """The video, for those who know that there is one."""
        if self.video is None:
            raise LookupError("sound only")
        return self.video

    @property
    def sound(self) -> AudioStream:
        """The audio, for those who know that there is one."""
        if self.audio is None:
            raise LookupError("no sound")
        return self.audio

    @property
    def start_seconds(self) -> Fraction:
        """Where the presentation begins: at the pictures, unless sound begins audibly earlier."""
        if self.video is None:
            return self.sound.start
        if self.audio is not None and self.audio.start < self.video.start - AUDIBLE:
            return self.audio.start
        return self.video.start

    @property
    def end_seconds(self) -> Fraction:
        """Where it ends: with the pictures, unless sound goes on audibly longer."""
        if self.video is None:
            return self.sound.end
        if self.audio is not None and self.audio.end > self.video.end + AUDIBLE:
            return self.audio.end
        return self.video.end

    @property
    def seconds(self) -> Fraction:
        return self.end_seconds - self.start_seconds


AUDIBLE = Fraction(1, 10)
"""Seconds: sound that sticks out less than this is the codec's padding, not content."""
