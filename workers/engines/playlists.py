"""The texts that a player reads: one master, one media playlist a rendition (RFC 8216).

All addresses are relative, as in :mod:`.segments`: ``720p/index.m3u8`` from the master,
``s00000.m4s`` from there. Show them to a player once :func:`playable` says so: while it grows a
playlist says EVENT and has no end, and the player is told to begin at the beginning.
"""

import math
from collections.abc import Sequence
from pathlib import Path

from workers.engines.boxes import read_init
from workers.engines.encoder import AUDIO_BITRATE
from workers.engines.plan import EncodePlan, Rung
from workers.engines.segments import AUDIO, INIT, PLAYLIST, Segment

HEAD = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
FROM_THE_START = "#EXT-X-START:TIME-OFFSET=0,PRECISE=YES"
"""Without it a player joins an unfinished list at its newest end, as if it were live."""
OVERHEAD = 1.05
"""What the wrapping of short fragments adds to the bits of pictures and sound."""
PEAK = 1.5
"""How far above its allowed average one short segment may come out."""


FIRST_SEGMENTS = 3
"""Segments that an unfinished playlist must have (RFC 8216, 6.2.2). With fewer, Chromium 156 gives
up or skips the beginning."""


def playable(plan: EncodePlan, count: int) -> bool:
    """Whether ``count`` segments of every rendition are enough to let a player begin."""
    return count >= FIRST_SEGMENTS or (bool(plan.segments) and count >= plan.segments)


def master(
    plan: EncodePlan, workdir: Path, finished: dict[str, Sequence[Segment]] | None = None
) -> str:
    """The list of renditions; needs every rendition's init segment in ``workdir``.

    With the ``finished`` segments of each rendition the bandwidths are measured, without them
    they are what the encoder was allowed at most.
    """
    sound = read_init(workdir / AUDIO / INIT).codecs if plan.audio else None
    lines = [*HEAD, FROM_THE_START]
    if not plan.rungs:
        bandwidth = _bandwidth(AUDIO_BITRATE, finished, [AUDIO])
        return _text([*lines, f'#EXT-X-STREAM-INF:{bandwidth},CODECS="{sound}"', _uri(AUDIO)])
    if sound:
        lines.append(_audio_group(plan))
    for rung in plan.rungs:
        codecs = read_init(workdir / rung.name / INIT).codecs
        lines += [_variant(plan, rung, codecs, sound, finished), _uri(rung.name)]
    return _text(lines)


def growing(plan: EncodePlan, ready: Sequence[Segment]) -> str:
    """The playlist of a rendition still being made; segments are only ever added.

    Give every rendition, the sound too, the same number of segments: Chromium refuses a master
    whose renditions disagree on whether they have ended.
    """
    return _text(_media(plan, ready))


def finished(plan: EncodePlan, segments: Sequence[Segment]) -> str:
    """The playlist of a whole rendition.

    It stays an EVENT, now with an end: a player that has been following would take a change of
    type for an error and stop in the middle of the film.
    """
    return _text([*_media(plan, segments), "#EXT-X-ENDLIST"])


def _media(plan: EncodePlan, segments: Sequence[Segment]) -> list[str]:
    # Never changes while the list grows; a segment, rounded, must not be longer. Sound segments end
    # on a frame of their own, 21 ms off at most.
    target = max(1, round(plan.segment_seconds))
    lines = [
        *HEAD,
        f"#EXT-X-TARGETDURATION:{target}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:EVENT",
        FROM_THE_START,
        f'#EXT-X-MAP:URI="{INIT}"',
    ]
    for segment in segments:
        lines += [f"#EXTINF:{segment.seconds:.6f},", segment.path.name]
    return lines


def _audio_group(plan: EncodePlan) -> str:
    language = plan.info.sound.language
    spoken = f',LANGUAGE="{language}"' if language else ""
    return (
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{AUDIO}",NAME="{AUDIO}"{spoken},'
        f'DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="{_uri(AUDIO)}"'
    )


def _variant(
    plan: EncodePlan,
    rung: Rung,
    codecs: str,
    sound: str | None,
    finished: dict[str, Sequence[Segment]] | None,
) -> str:
    allowed = rung.maxrate + (AUDIO_BITRATE if sound else 0)
    bandwidth = _bandwidth(allowed, finished, [rung.name] + ([AUDIO] if sound else []))
    return (
        f"#EXT-X-STREAM-INF:{bandwidth},"
        f'CODECS="{codecs}{f",{sound}" if sound else ""}",'
        f"RESOLUTION={rung.width}x{rung.height},FRAME-RATE={float(plan.rate):.3f}"
        + (f',AUDIO="{AUDIO}"' if sound else "")
    )


def _bandwidth(
    allowed: int, finished: dict[str, Sequence[Segment]] | None, names: list[str]
) -> str:
    """Peak and, when known, average bits a second of the renditions played together."""
    if finished is None:
        return f"BANDWIDTH={round(allowed * PEAK * OVERHEAD)}"
    peak = average = 0.0
    for name in names:
        of_one = finished[name]
        # A last segment of one picture is all wrapping; a second is the shortest fair span.
        peak += max(8 * s.bytes / max(s.seconds, 1.0) for s in of_one)
        average += 8 * sum(s.bytes for s in of_one) / max(sum(s.seconds for s in of_one), 0.001)
    return f"BANDWIDTH={math.ceil(max(peak, average))},AVERAGE-BANDWIDTH={math.ceil(average)}"


def _uri(rung: str) -> str:
    return f"{rung}/{PLAYLIST}"


def _text(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"
