"""Read the few facts that we need from our own fragmented MP4 files, without decoding.

ISO/IEC 14496-12: a file is a row of boxes, each ``size:4 name:4 body``. A few hundred bytes of a
segment say how many samples it holds and when they begin; that proves it whole.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}


class BrokenBoxesError(Exception):
    """The bytes are not whole boxes of the kind expected: a torn or foreign file."""


@dataclass(frozen=True, slots=True)
class Init:
    """What a rendition's init segment says."""

    codecs: str
    """RFC 6381, as a playlist wants it: "avc1.64001f", "mp4a.40.2"."""
    timescale: int
    """Ticks a second."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one media segment says."""

    start: int
    """Ticks: decoding time of the first sample."""
    samples: int
    ticks: int
    """Ticks: how long all samples take."""
    size: int
    """Bytes."""


def read_init(path: Path) -> Init:
    """Facts of an init segment; BrokenBoxesError when it is not one, or not whole."""
    data = path.read_bytes()
    boxes = dict(_walk(data))
    try:
        timescale = _timescale(boxes[b"mdhd"])
        return Init(_codecs(boxes[b"stsd"]), timescale)
    except (KeyError, IndexError, struct.error) as error:
        raise BrokenBoxesError(f"{path.name}: no whole init segment") from error


def read_fragment(path: Path) -> Fragment:
    """Facts of a media segment, all its fragments together; BrokenBoxesError when torn."""
    data = path.read_bytes()
    start, samples, ticks, media = None, 0, 0, 0
    default = 0
    try:
        for name, body in _walk(data):
            if name == b"tfhd":
                default = _default_duration(body)
            elif name == b"tfdt":
                start = _decode_time(body) if start is None else start
            elif name == b"trun":
                count, length = _run(body, default)
                samples, ticks = samples + count, ticks + length
            elif name == b"mdat":
                media += len(body)
    except struct.error as error:
        raise BrokenBoxesError(f"{path.name}: torn") from error
    if start is None or not samples or not media:
        raise BrokenBoxesError(f"{path.name}: no samples")
    return Fragment(start, samples, ticks, len(data))


def _walk(data: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Every box, parents opened, in order of appearance."""
    view, at = memoryview(data), 0
    while at < len(view):
        if at + 8 > len(view):
            raise BrokenBoxesError("cut inside a header")
        size, name = struct.unpack_from(">I4s", view, at)
        if size < 8 or at + size > len(view):
            raise BrokenBoxesError(f"cut inside {name!r}")
        body = view[at + 8 : at + size]
        if name in PARENTS:
            yield from _walk(bytes(body))
        else:
            yield name, body
        at += size


def _timescale(mdhd: memoryview) -> int:
    return int(struct.unpack_from(">I", mdhd, 20 if mdhd[0] else 12)[0])


def _codecs(stsd: memoryview) -> str:
    """The first sample entry's name and, behind it, the profile that players ask about."""
    entry = bytes(stsd[8:])
    name = entry[4:8]
    if name == b"avc1":
        config = entry.index(b"avcC") + 4
        return f"avc1.{entry[config + 1 : config + 4].hex()}"
    if name == b"mp4a":
        # DecoderSpecificInfo (tag 5): the upper five bits are the audio object type.
        config = entry.index(b"esds") + 8
        tag = entry.index(b"\x05\x80\x80\x80", config)
        return f"mp4a.40.{entry[tag + 5] >> 3}"
    raise BrokenBoxesError(f"unexpected {name!r}")


def _default_duration(tfhd: memoryview) -> int:
    flags = int.from_bytes(tfhd[1:4], "big")
    at = 8 + (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    return int(struct.unpack_from(">I", tfhd, at)[0]) if flags & 0x8 else 0


def _decode_time(tfdt: memoryview) -> int:
    return int(struct.unpack_from(">Q" if tfdt[0] else ">I", tfdt, 4)[0])


def _run(trun: memoryview, default: int) -> tuple[int, int]:
    """(samples, ticks) of one track run."""
    flags = int.from_bytes(trun[1:4], "big")
    count = int(struct.unpack_from(">I", trun, 4)[0])
    at = 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    if not flags & 0x100:
        return count, count * default
    width = 4 * (flags >> 8 & 0xF).bit_count()
    durations = (struct.unpack_from(">I", trun, at + i * width)[0] for i in range(count))
    return count, sum(durations)
