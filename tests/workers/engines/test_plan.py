"""The plan is arithmetic: exact, never upscaled, the same every time."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from tests.workers.engines import clips
from workers.engines.media import MediaInfo
from workers.engines.plan import constant_rate, ladder, plan
from workers.engines.probe import probe, snap


@pytest.fixture(scope="module")
def info(tmp_path_factory: pytest.TempPathFactory) -> MediaInfo:
    return probe(clips.film(tmp_path_factory.mktemp("clip") / "f.mp4", seconds=5))


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1920, 1080), ["1920x1080", "1280x720", "852x480", "640x360", "426x240"]),
        ((3840, 2160), ["1920x1080", "1280x720", "852x480", "640x360", "426x240"]),
        ((1080, 1920), ["1080x1920", "720x1280", "480x852", "360x640", "240x426"]),
        ((1280, 720), ["1280x720", "852x480", "640x360", "426x240"]),
        ((1000, 600), ["1000x600", "800x480", "600x360", "400x240"]),
        ((880, 500), ["844x480", "632x360", "422x240"]),
        ((321, 181), ["320x180"]),
        ((100, 40), ["100x40"]),
        ((2, 2), ["16x16"]),
        ((8000, 400), ["4096x204"]),
    ],
)
def test_rungs_fit_the_source(size: tuple[int, int], expected: list[str]) -> None:
    rungs = ladder(*size, Fraction(30))
    assert [f"{rung.width}x{rung.height}" for rung in rungs] == expected
    assert len({rung.name for rung in rungs}) == len(rungs)


def test_more_pictures_a_second_get_more_bits() -> None:
    slow, fast = ladder(1280, 720, Fraction(30)), ladder(1280, 720, Fraction(60))
    assert all(a.maxrate < b.maxrate for a, b in zip(slow, fast, strict=True))


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("29.97", "30000/1001"),
        ("30.0003", "30"),
        ("23.976", "24000/1001"),
        ("59.9", "60000/1001"),
        ("12.5", "25/2"),
        ("17", "17"),
    ],
)
def test_a_blurred_rate_means_a_standard_one(found: str, meant: str) -> None:
    assert snap(Fraction(found)) == Fraction(meant)


@pytest.mark.parametrize(("found", "used"), [(1000, 60), (60, 60), (25, 25), (1, 10)])
def test_the_rate_stays_within_bounds(info: MediaInfo, found: int, used: int) -> None:
    video = replace(info.pictures, steady_rate=Fraction(found))
    assert constant_rate(replace(info, video=video)) == used


def test_the_grid_is_exact(info: MediaInfo) -> None:
    the_plan = plan(info)
    assert (the_plan.frames, the_plan.segments, the_plan.segment_frames) == (150, 3, 60)
    assert [the_plan.frames_in(index) for index in range(3)] == [60, 60, 30]
    assert the_plan.samples == 240_000
    assert plan(info) == the_plan


@pytest.mark.parametrize(("minutes", "seconds"), [(5, 2), (60, 4), (180, 6)])
def test_long_films_have_longer_segments(info: MediaInfo, minutes: int, seconds: int) -> None:
    video = replace(info.pictures, end=Fraction(minutes * 60))
    the_plan = plan(replace(info, video=video))
    assert the_plan.segment_seconds == seconds


def test_hdr_that_cannot_be_converted_is_said_plainly(info: MediaInfo) -> None:
    hdr = replace(info, video=replace(info.pictures, transfer="arib-std-b67"))
    assert plan(hdr).notes == ("hdr_mapped",)
    pale = plan(hdr, can_tone_map=False)
    assert (pale.notes, pale.tone_map) == (("hdr_not_mapped",), False)


def test_sound_that_cannot_be_read_is_said_plainly(info: MediaInfo) -> None:
    mute = replace(info, audio=None, undecodable_audio="atrac9")
    assert plan(mute).notes == ("audio_left_out",)


def test_a_planned_film_exists(tmp_path: Path) -> None:
    assert plan(probe(clips.silent(tmp_path / "f.mp4", seconds=1))).notes == ("silent",)
