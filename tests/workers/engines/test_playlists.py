"""What the player reads while the film grows, and when it is done."""

import re
from dataclasses import replace
from itertools import pairwise

from tests.workers.engines.conftest import Job
from workers.engines import playlists, segments


def of_each(job: Job) -> dict[str, list[segments.Segment]]:
    names = [rung.name for rung in job.plan.rungs]
    found = {name: segments.video_segments(job.plan, job.work, name) for name in names}
    return found | {"audio": segments.audio_segments(job.work)}


def test_the_master_names_every_rung_with_true_codecs(finished_job: Job) -> None:
    text = playlists.master(finished_job.plan, finished_job.work)
    assert re.findall(r"RESOLUTION=(\S+?),", text) == ["640x360", "426x240"]
    assert re.findall(r'CODECS="(.*?)"', text) == ["avc1.64001e,mp4a.40.2", "avc1.640015,mp4a.40.2"]
    assert re.findall(r"^\w+/index\.m3u8$", text, re.MULTILINE) == [
        "360p/index.m3u8",
        "240p/index.m3u8",
    ]
    assert 'URI="audio/index.m3u8"' in text
    assert text.count('AUDIO="audio"') == 2


def test_the_measured_bandwidth_is_what_the_files_weigh(finished_job: Job) -> None:
    found = of_each(finished_job)
    text = playlists.master(finished_job.plan, finished_job.work, found)
    averages = [int(bits) for bits in re.findall(r"AVERAGE-BANDWIDTH=(\d+)", text)]
    both = found["360p"] + found["audio"]
    assert abs(averages[0] - 8 * sum(s.bytes for s in both) / 6.5) < 2000
    peaks = [int(bits) for bits in re.findall(r"[:,]BANDWIDTH=(\d+)", text)]
    assert all(peak >= average for peak, average in zip(peaks, averages, strict=True))
    allowed = re.findall(
        r":BANDWIDTH=(\d+)", playlists.master(finished_job.plan, finished_job.work)
    )
    assert all(int(most) >= peak for most, peak in zip(allowed, peaks, strict=True))


def test_a_growing_playlist_has_no_end_and_only_gains_lines(finished_job: Job) -> None:
    found = of_each(finished_job)["360p"]
    texts = [playlists.growing(finished_job.plan, found[:count]) for count in range(5)]
    texts.append(playlists.finished(finished_job.plan, found))
    for shorter, longer in pairwise(texts):
        assert longer.startswith(shorter)
    assert "#EXT-X-ENDLIST" not in texts[-2]
    assert texts[-1].endswith("#EXT-X-ENDLIST\n")
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in texts[-1]


def test_a_player_may_begin_with_three_segments_or_with_all(finished_job: Job) -> None:
    plan = finished_job.plan
    assert [playlists.playable(plan, count) for count in range(5)] == [False] * 3 + [True] * 2
    short = replace(plan, frames=45)
    assert [playlists.playable(short, count) for count in range(2)] == [False, True]


def test_no_segment_is_longer_than_the_target(finished_job: Job) -> None:
    for found in of_each(finished_job).values():
        text = playlists.finished(finished_job.plan, found)
        target = int(re.findall(r"TARGETDURATION:(\d+)", text)[0])
        lengths = [float(seconds) for seconds in re.findall(r"#EXTINF:([\d.]+),", text)]
        assert len(lengths) == 4
        assert all(round(seconds) <= target for seconds in lengths)
        assert re.findall(r"^s\d{5}\.m4s$", text, re.MULTILINE) == [s.path.name for s in found]
