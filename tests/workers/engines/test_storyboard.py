"""The small pictures show what the film shows at their time."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.workers.engines import clips
from tests.workers.engines.conftest import Job
from workers.engines import hls, storyboard
from workers.engines.errors import EngineFailed, Failure
from workers.engines.plan import plan
from workers.engines.probe import probe

CUE = re.compile(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})\n\S+xywh=(.*)")


def cues(path: Path) -> list[tuple[float, float, list[int]]]:
    found = CUE.findall(path.read_text())
    seconds = [
        (int(h) * 3600 + int(m) * 60 + float(s)) for c in found for h, m, s in (c[:3], c[3:6])
    ]
    areas = [[int(number) for number in cue[6].split(",")] for cue in found]
    return list(zip(seconds[::2], seconds[1::2], areas, strict=True))


def picture(path: Path) -> av.VideoFrame:
    with av.open(str(path)) as container:
        return next(container.decode(video=0))


def test_the_track_covers_the_film_without_a_gap(finished_job: Job) -> None:
    track = cues(finished_job.work / "thumbs.vtt")
    assert track[0][0] == 0
    assert track[-1][1] == 6.5
    assert all(a[1] == b[0] for a, b in pairwise(track))


def test_every_area_lies_on_the_sheet(finished_job: Job) -> None:
    sheet = picture(finished_job.work / "sprite.jpg")
    for _, _, (x, y, width, height) in cues(finished_job.work / "thumbs.vtt"):
        assert (width, height) == (160, 90)
        assert x + width <= sheet.width
        assert y + height <= sheet.height


def test_each_small_picture_shows_its_own_time(tmp_path: Path) -> None:
    """A film that grows lighter each second: so must the pictures on the sheet."""
    steps = "geq=lum='20+18*floor(T)':cb=128:cr=128"
    source = tmp_path / "f.mp4"
    clips.make("-f", "lavfi", "-i", f"color=s=160x90:r=30:d=6,{steps}", *clips.X264, source)
    the_plan = plan(probe(source))
    list(hls.encode(the_plan, source, tmp_path))
    list(storyboard.storyboard(the_plan, tmp_path))
    sheet = picture(tmp_path / "sprite.jpg")
    luma, width = bytes(sheet.planes[0]), sheet.planes[0].line_size
    for start, _, (x, y, w, h) in cues(tmp_path / "thumbs.vtt"):
        # A JPEG says black is 0, a film that it is 16.
        expected = (20 + 18 * int(start) - 16) * 255 / 219
        assert luma[(y + h // 2) * width + x + w // 2] == pytest.approx(expected, abs=6)


def test_the_poster_is_as_large_as_the_film(finished_job: Job) -> None:
    poster = picture(finished_job.work / "poster.jpg")
    assert (poster.width, poster.height) == (640, 360)


def test_a_film_that_begins_black_gets_a_poster_that_is_not(tmp_path: Path) -> None:
    source = tmp_path / "f.mp4"
    dark = "drawbox=c=black:t=fill:enable='lt(t,2.5)'"
    clips.make(*clips.pattern(seconds=10), "-vf", dark, *clips.X264, source)
    the_plan = plan(probe(source))
    list(hls.encode(the_plan, source, tmp_path))
    list(storyboard.storyboard(the_plan, tmp_path))
    luma = bytes(picture(tmp_path / "poster.jpg").planes[0])
    assert sum(luma) / len(luma) > 60


def test_at_most_a_hundred_pictures_however_long(finished_job: Job) -> None:
    long = replace(
        finished_job.plan, frames=30 * 3600 * 3, seconds=finished_job.plan.seconds * 1661
    )
    sheet = storyboard.grid(long)
    assert 90 <= sheet.count <= 100
    assert (sheet.columns, sheet.rows) == (10, 10)


@pytest.mark.fault
def test_a_lowest_rung_that_does_not_decode_is_found(job: Job) -> None:
    segment = job.work / "240p" / "s00001.m4s"
    content = bytearray(segment.read_bytes())
    middle = content.index(b"mdat") + 40
    content[middle : middle + 3000] = bytes(b ^ 0x5A for b in content[middle : middle + 3000])
    segment.write_bytes(content)
    with pytest.raises(EngineFailed) as caught:
        list(storyboard.storyboard(job.plan, job.work))
    assert caught.value.code is Failure.VERIFY
