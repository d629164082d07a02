"""Read one file with libav and say what is in it.

``python -I probe_child.py FILE DEMUXERS PIXELS``; runs as a limited child of :mod:`.probe`,
because libav parses what a stranger sent. Every packet is looked at (not decoded): only so are
the true end, the picture rate and a missing end known.

stdout, one JSON object a line: ``{"read": bytes}`` now and then, at last ``{"found": {…}}`` or
``{"rejected": code, "facts": {…}}``.
"""

import json
import sys
import time
from collections import Counter
from fractions import Fraction
from typing import Any

import av
from av.stream import Disposition

NO_SIZE = "zero_size"


class RejectedError(Exception):
    """(code, facts): see :class:`.errors.Rejection`."""


class Track:
    """What the packets of one stream tell."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.base = Fraction(stream.time_base or Fraction(1, 1000))
        self.first: int | None = None
        self.end: int | None = None
        self.packets = 0
        self.steps: Counter[int] = Counter()
        self._previous: int | None = None

    def take(self, packet: Any) -> None:
        stamp = packet.pts if packet.pts is not None else packet.dts
        if stamp is None or packet.is_discard:
            return
        self.packets += 1
        self.first = stamp if self.first is None else min(self.first, stamp)
        end = stamp + (packet.duration or 0)
        self.end = end if self.end is None else max(self.end, end)
        # Decoding order steps as evenly as showing order does, and needs no sorting.
        order = packet.dts if packet.dts is not None else stamp
        if self._previous is not None and order > self._previous:
            self.steps[order - self._previous] += 1
        self._previous = order

    def steady_step(self) -> Fraction | None:
        """Seconds from picture to picture where the film moves.

        The smallest step that is common, averaged with its neighbours: a clock of whole
        milliseconds shows 29.97 pictures a second as steps of 33 and 34.
        """
        total = sum(self.steps.values())
        common = [step for step, times in self.steps.items() if times >= 0.05 * total]
        smallest = min(common or self.steps, default=None)
        if smallest is None:
            return None
        near = {s: n for s, n in self.steps.items() if abs(s - smallest) <= self.slack(smallest)}
        ticks = Fraction(sum(s * n for s, n in near.items()), sum(near.values()))
        return ticks * self.base

    def slack(self, step: int) -> float:
        """Ticks by which equal steps may differ: rounding to whole ticks, or 2 %."""
        return max(1.5, 0.02 * step)

    def varies(self) -> bool:
        """Whether even one picture stays for longer or shorter than the others."""
        if not self.steps:
            return False
        low, high = min(self.steps), max(self.steps)
        return high - low > 2 * self.slack(low)

    def facts(self) -> dict[str, Any]:
        return {
            "index": self.stream.index,
            "codec": self.stream.codec_context.name,
            "time_base": str(self.base),
            "start": str((self.first or 0) * self.base),
            "end": str((self.end or 0) * self.base),
            "packets": self.packets,
        }


def say(**message: Any) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def main(path: str, demuxers: str, pixel_limit: int) -> None:
    av.logging.set_level(av.logging.PANIC)
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": demuxers,
        "probesize": "10000000",
        "analyzeduration": "10000000",
        "max_streams": "64",
    }
    with av.open("file:" + path, options=options, metadata_errors="replace") as container:
        check_whole_by_index(container)
        picture = choose_video(container, pixel_limit)
        sounds = list(container.streams.audio)
        if picture is None and not sounds:
            raise RejectedError("no_streams", {})
        tracks = read_packets(container)
        check_whole_by_time(container, tracks)
        video = describe_video(path, options, picture, tracks) if picture else None
        audio, dropped = choose_audio(path, options, sounds, tracks)
        if video is None and audio is None:
            raise RejectedError("undecodable", {"codec": dropped or ""})
        say(
            found={
                "demuxers": container.format.name,
                "size": container.size,
                "start": str(Fraction(container.start_time or 0, av.time_base)),
                "video": video,
                "audio": audio,
                "has_cover": any(is_cover(s) for s in container.streams.video),
                "undecodable_audio": None if audio else dropped,
            }
        )


def is_cover(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def check_whole_by_index(container: Any) -> None:
    """An MP4 cut off behind its index still claims everything; the index tells."""
    for stream in container.streams:
        end = max((entry.pos + entry.size for entry in stream.index_entries or ()), default=0)
        if end > container.size:
            raise RejectedError("truncated", {"missing_bytes": end - container.size})


def choose_video(container: Any, pixel_limit: int) -> Any | None:
    """The largest moving picture, refused when it has no size or far too much of it."""
    streams = [stream for stream in container.streams.video if not is_cover(stream)]
    if not streams:
        return None
    chosen = max(streams, key=lambda stream: stream.width * stream.height)
    size = {"width": chosen.width, "height": chosen.height}
    if not chosen.width or not chosen.height:
        raise RejectedError(NO_SIZE, size)
    if chosen.width * chosen.height > pixel_limit:
        raise RejectedError("too_many_pixels", {**size, "limit": pixel_limit})
    return chosen


def read_packets(container: Any) -> dict[int, Track]:
    """Look at every packet of every stream, telling how far in the file it is."""
    tracks = {stream.index: Track(stream) for stream in container.streams}
    told = time.monotonic()
    for packet in container.demux():
        if packet.size:
            tracks[packet.stream.index].take(packet)
        if time.monotonic() - told > 0.2:
            told = time.monotonic()
            say(read=max(packet.pos or 0, 0))
    return tracks


def check_whole_by_time(container: Any, tracks: dict[int, Track]) -> None:
    """Matroska, FLV and the like declare how long they are; what is there must reach that far.

    Formats without a declaration get an estimate from libav, made from what is there, which
    agrees by itself.
    """
    if not container.duration:
        return
    declared = container.duration / av.time_base
    start = (container.start_time or 0) / av.time_base
    found = max((float((t.end or 0) * t.base) for t in tracks.values()), default=0.0) - start
    if found < declared - max(1.0, 0.02 * declared):
        facts = {"declared_seconds": round(declared, 3), "found_seconds": round(max(found, 0.0), 3)}
        raise RejectedError("truncated", facts)


def describe_video(
    path: str, options: dict[str, str], stream: Any, tracks: dict[int, Track]
) -> dict[str, Any]:
    """Facts of the pictures; the first is decoded, which proves that they can be."""
    track = tracks[stream.index]
    frame = first_frame(path, options, stream.index)
    if frame is None or not track.packets:
        raise RejectedError("undecodable", {"codec": stream.codec_context.name})
    aspect = frame_aspect(stream)
    step = track.steady_step()
    length = ((track.end or 0) - (track.first or 0)) * track.base
    guessed = stream.guessed_rate or stream.average_rate or Fraction(25)
    return track.facts() | {
        "coded_width": frame.width,
        "coded_height": frame.height,
        "pixel_aspect": str(aspect),
        "rotation": round(frame.rotation) % 360,
        "pixel_format": frame.format.name,
        "bit_depth": max(component.bits for component in frame.format.components),
        "transfer": int(frame.color_trc),
        "average_rate": str(Fraction(track.packets) / length if length else guessed),
        "steady_rate": str(1 / step if step else guessed),
        "variable_rate": track.varies(),
    }


def frame_aspect(stream: Any) -> Fraction:
    aspect = Fraction(stream.sample_aspect_ratio or 1)
    # Beyond 4:1 it is damage, not a format.
    return aspect if Fraction(1, 4) <= aspect <= 4 else Fraction(1)


def choose_audio(
    path: str, options: dict[str, str], sounds: list[Any], tracks: dict[int, Track]
) -> tuple[dict[str, Any] | None, str | None]:
    """The first track that decodes; else None and the codec's name that did not."""
    dropped = None
    for stream in sounds:
        frame = first_frame(path, options, stream.index) if tracks[stream.index].packets else None
        if frame is not None and frame.sample_rate:
            return tracks[stream.index].facts() | {
                "sample_rate": frame.sample_rate,
                "channels": frame.layout.nb_channels,
                "language": stream.language,
            }, None
        dropped = dropped or stream.codec_context.name
    return None, dropped


def first_frame(path: str, options: dict[str, str], index: int) -> Any | None:
    """Decode until one frame comes out; None when none does."""
    with av.open("file:" + path, options=options, metadata_errors="replace") as container:
        stream = container.streams[index]
        stream.codec_context.thread_count = 1
        for packet in container.demux(stream):
            try:
                for frame in packet.decode():
                    return frame
            except av.error.InvalidDataError:
                continue
    return None


def guarded() -> None:
    """Answer every failure with a code; the parent reads a message, never a traceback."""
    path, demuxers, pixels = sys.argv[1:]
    try:
        main(path, demuxers, int(pixels))
    except RejectedError as rejected:
        code, facts = rejected.args
        say(rejected=code, facts=facts)
    except av.error.InvalidDataError:
        # It begins like a film, yet libav finds no way in: an index that was never written.
        quicktime = demuxers.startswith("mov")
        say(rejected="truncated" if quicktime else "not_media", facts={"kind": "unknown"})
    except av.error.FFmpegError as error:
        say(rejected="not_media", facts={"kind": "unknown", "reason": str(error)[:200]})
    except MemoryError:
        say(rejected="too_costly", facts={"phase": "probe"})


if __name__ == "__main__":
    guarded()
