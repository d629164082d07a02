"""ffmpeg's arguments for the renditions; one place, so that the bench measures the very same."""

import os

from workers.engines.plan import EncodePlan, Rung
from workers.engines.segments import SEGMENT

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2
"""Processors that this process may use."""
MOST_THREADS = 8
"""Threads of one encoder or decoder. More only cost memory on these sizes."""
DECODER_THREADS = max(1, min(MOST_THREADS, CORES // 2))
AUDIO_BITRATE = 128_000
TIMELINE_OFFSET = 1
"""Seconds added to every time stamp in the segments, so that decoding times, which run ahead of
the pictures shown, stay positive and are the same in a first and in a resumed run."""


def threads(plan: EncodePlan, rung: Rung) -> int:
    """All encoders run at once, so each gets the processors that its share of the pixels is worth.
    More would wait for each other: that costs 5 % of the whole job on two cores (measured)."""
    share = rung.width * rung.height / sum(each.width * each.height for each in plan.rungs)
    return max(1, min(MOST_THREADS, round(CORES * share)))


def h264(plan: EncodePlan, rung: Rung) -> list[str]:
    """Encoder options. A key frame exactly every segment, wherever the run begins: with a fixed
    distance the grid needs no list of times (too long for hours) and no clock (it restarts)."""
    gop = plan.segment_frames
    return [
        *("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high"),
        *("-crf", str(rung.crf), "-maxrate", str(rung.maxrate), "-bufsize", str(2 * rung.maxrate)),
        *("-x264-params", f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0"),
        *("-map_metadata", "-1", "-map_chapters", "-1"),
    ]


def aac() -> list[str]:
    return ["-c:a", "aac", "-b:a", str(AUDIO_BITRATE), "-map_metadata", "-1", "-map_chapters", "-1"]


def segmented(name: str, seconds: float, first: int, init: str) -> list[str]:
    """HLS muxer options for the rendition in folder ``name``.

    ``frag_discont`` keeps the true time in a resumed run's fragments (else they restart at 0).
    The muxer's own playlist is not used: ours knows what came before.
    """
    return [
        *("-output_ts_offset", str(TIMELINE_OFFSET)),
        *("-f", "hls", "-hls_time", f"{seconds:.6f}", "-hls_list_size", "2"),
        *("-hls_segment_type", "fmp4", "-hls_segment_options", "movflags=+frag_discont"),
        *("-hls_fmp4_init_filename", init, "-hls_flags", "temp_file"),
        *("-start_number", str(first), "-hls_segment_filename", f"{name}/{SEGMENT}"),
        f"{name}/ffmpeg.m3u8",
    ]
