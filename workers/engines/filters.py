"""The filter graph of the encode, as text: one decode, cascaded scaling, one preview branch."""

from fractions import Fraction

from workers.engines.media import VideoStream
from workers.engines.plan import END_SLACK, EncodePlan

PREVIEW_WIDTH = 320
"""Pixels of the live preview's longer side."""
TONE_MAP = (
    "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,"
    "tonemap=tonemap=mobius:desat=0,zscale=t=bt709:m=bt709:r=tv"
)
PREVIEW = "select='if(gte(time(0)-ld(0),1),st(0,time(0));1,0)'"
"""Passes one picture each second of wall clock; ffmpeg keeps the time of the last one itself."""


def video_graph(plan: EncodePlan, first_frame: int, start: Fraction) -> str:
    """``[0]`` the source to ``[v0] [v1] …`` (highest rung first) and ``[preview]``.

    ``first_frame``: where the grid is taken up. ``start``: seconds from which the input delivers
    pictures (a resumed run skips what lies well before).
    """
    video = plan.info.pictures
    chain = [
        f"[0:{video.index}]" + _on_the_grid(plan, video, first_frame, start),
        _to_size(plan, 0) + (f",{TONE_MAP}" if plan.tone_map else "") + ",format=yuv420p",
    ]
    last = len(plan.rungs) - 1
    if last == 0:
        graph = ",".join(chain) + ",split=2[v0][p]"
    else:
        graph = ",".join(chain) + ",split=2[v0][c1]"
        for number in range(1, last):
            graph += f";[c{number}]{_to_size(plan, number)},split=2[v{number}][c{number + 1}]"
        graph += f";[c{last}]{_to_size(plan, last)},split=2[v{last}][p]"
    return f"{graph};[p]{PREVIEW},{_preview_size(plan)}[preview]"


def _on_the_grid(plan: EncodePlan, video: VideoStream, first_frame: int, start: Fraction) -> str:
    """Time zero at the film's beginning, a constant rate, and the exact range of pictures.

    All numbers are integers in the unit of their filter: ``trim`` in seconds rounds, and lost or
    doubled a picture at 29.97 a second. The last picture fills a short end, within the slack.
    """
    origin = round(plan.info.start_seconds / video.time_base)
    missing = max(Fraction(0), plan.info.end_seconds - video.end)
    fill = -(-(missing + END_SLACK) * plan.rate // 1)
    return (
        f"settb={video.time_base},setpts=PTS-({origin}),"
        f"fps={plan.rate}:start_time={float(start):.6f},"
        f"tpad=stop={fill}:stop_mode=clone,"
        f"trim=start_pts={first_frame}:end_pts={plan.frames}"
    )


def _to_size(plan: EncodePlan, number: int) -> str:
    rung = plan.rungs[number]
    return f"scale={rung.width}:{rung.height}:flags=bicubic:out_range=tv,setsar=1"


def _preview_size(plan: EncodePlan) -> str:
    wide = plan.top.width >= plan.top.height
    side = f"{PREVIEW_WIDTH}:-2" if wide else f"-2:{PREVIEW_WIDTH}"
    return f"scale={side}:flags=fast_bilinear"


def audio_graph(plan: EncodePlan) -> str:
    """``[0]`` the source to ``[a]``: stereo, 48 kHz, starting and ending with the pictures.

    Gaps are filled with silence, drift is stretched away, a short end is padded.
    """
    audio = plan.info.sound
    origin = round(plan.info.start_seconds * 48_000)
    return (
        f"[0:{audio.index}]aresample=48000,asetpts=PTS-({origin}),"
        "aresample=async=1:first_pts=0,aformat=channel_layouts=stereo,"
        f"apad=whole_len={plan.samples},atrim=end_sample={plan.samples}[a]"
    )
