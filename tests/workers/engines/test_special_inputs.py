"""Films that are not quite ordinary: each is converted and proven, from file to MP4."""

from fractions import Fraction
from pathlib import Path

import av
import pytest

from tests.workers.engines import clips
from tests.workers.engines.jobs import convert, decode
from workers.engines.probe import probe


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "source.mp4"


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return tmp_path / "work"


def test_an_ordinary_film_becomes_every_rung_and_an_mp4(source: Path, work: Path) -> None:
    clips.film(source, size="640x360", seconds=5)
    plan = convert(source, work)
    assert [rung.name for rung in plan.rungs] == ["360p", "240p"]
    assert decode(work / "video.mp4").frames == 150
    names = {path.name for path in work.iterdir()}
    assert names >= {"video.mp4", "poster.jpg", "sprite.jpg", "thumbs.vtt", "preview.jpg"}
    assert not [path for path in work.rglob("*") if path.suffix in {".part", ".list", ".tmp"}]


def test_a_film_without_sound_stays_silent(source: Path, work: Path) -> None:
    clips.silent(source)
    plan = convert(source, work)
    assert not plan.audio
    assert plan.notes == ("silent",)
    assert not (work / "audio").exists()


def test_a_portrait_film_keeps_its_shape(source: Path, work: Path) -> None:
    clips.silent(source, size="288x512")
    convert(source, work)
    assert (decode(work / "video.mp4").width, decode(work / "video.mp4").height) == (288, 512)


def test_a_film_turned_by_its_metadata_comes_out_upright(source: Path, work: Path) -> None:
    clips.silent(lying := source.with_name("lying.mp4"), size="512x288")
    clips.make("-display_rotation", "90", "-i", lying, "-c", "copy", source)
    info = probe(source)
    assert info.pictures.rotation in (90, 270)
    convert(source, work)
    assert (decode(work / "video.mp4").width, decode(work / "video.mp4").height) == (288, 512)


def test_a_variable_rate_becomes_constant_and_keeps_its_length(source: Path, work: Path) -> None:
    gaps = "select='not(between(n,20,45)+between(n,70,72))'"
    clips.make(*clips.pattern(seconds=4), "-vf", gaps, "-fps_mode", "vfr", *clips.X264, source)
    info = probe(source)
    assert info.pictures.variable_rate
    assert info.pictures.steady_rate == 30
    plan = convert(source, work)
    assert plan.frames == 120
    assert decode(work / "video.mp4").seconds == 4


def test_an_odd_size_is_made_even(source: Path, work: Path) -> None:
    clips.silent(source, "-pix_fmt", "yuv444p", size="321x181")
    convert(source, work)
    assert (decode(work / "video.mp4").width, decode(work / "video.mp4").height) == (320, 180)


def test_ten_bits_become_eight(source: Path, work: Path) -> None:
    clips.silent(source, "-pix_fmt", "yuv420p10le")
    assert probe(source).pictures.bit_depth == 10
    convert(source, work)
    with av.open(str(work / "video.mp4")) as container:
        assert container.streams.video[0].pix_fmt == "yuv420p"


def test_hdr_is_tone_mapped_and_labelled_as_ordinary(source: Path, work: Path) -> None:
    labels = "setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc"
    clips.silent(source, "-vf", labels, "-pix_fmt", "yuv420p10le", seconds=1)
    assert probe(source).pictures.hdr == "PQ"
    plan = convert(source, work)
    assert "hdr_mapped" in plan.notes
    assert probe(work / "video.mp4").pictures.transfer == "bt709"


@pytest.mark.parametrize("frames", [1, 7])
def test_less_than_a_second_is_enough(source: Path, work: Path, frames: int) -> None:
    clips.silent(source, "-frames:v", str(frames), seconds=1)
    convert(source, work)
    assert decode(work / "video.mp4").frames == frames


@pytest.mark.parametrize("name", ["s.m4a", "s.mp3", "s.wav", "s.ogg", "s.flac"])
def test_sound_alone_becomes_a_playlist_and_an_m4a(tmp_path: Path, work: Path, name: str) -> None:
    source = tmp_path / name
    clips.make(*clips.tone(5), source)
    plan = convert(source, work)
    assert not plan.rungs
    assert (work / "poster.jpg").stat().st_size > 1000
    with av.open(str(work / "audio.m4a")) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert abs(samples - 5 * 48_000) < 2 * 1152 * 2


def test_a_record_cover_is_no_film(tmp_path: Path, work: Path) -> None:
    cover, source = tmp_path / "cover.png", tmp_path / "song.mp3"
    clips.make(*clips.pattern(seconds=1), "-frames:v", "1", cover)
    clips.make(
        *clips.tone(3), "-i", cover, "-map", "0", "-map", "1",
        "-c:v", "copy", "-disposition:v", "attached_pic", source,
    )  # fmt: skip
    info = probe(source)
    assert info.has_cover
    assert info.video is None
    assert not convert(source, work).rungs


def test_pixels_that_are_not_square_are_made_square(source: Path, work: Path) -> None:
    clips.silent(source, "-vf", "setsar=4/3", size="240x180")
    assert probe(source).pictures.pixel_aspect == Fraction(4, 3)
    convert(source, work)
    decoded = decode(work / "video.mp4")
    assert (decoded.width, decoded.height) == (320, 180)
    assert probe(work / "video.mp4").pictures.pixel_aspect == 1


def test_ntsc_rates_stay_exact(source: Path, work: Path) -> None:
    clips.film(source, rate="30000/1001", seconds=5)
    plan = convert(source, work)
    assert plan.rate == Fraction(30000, 1001)
    assert decode(work / "video.mp4").frames == plan.frames == 150


@pytest.mark.parametrize("name", ["f.mkv", "f.avi", "f.ts", "f.flv", "f.mpg", "f.mov"])
def test_each_usual_container_is_read(tmp_path: Path, work: Path, name: str) -> None:
    source = tmp_path / name
    codecs = ["-c:v", "mpeg2video"] if name.endswith("mpg") else list(clips.X264)
    clips.make(*clips.pattern(seconds=3), *clips.tone(3), *codecs, source)
    plan = convert(source, work)
    assert abs(plan.frames - 90) <= 2


def test_sound_and_picture_stay_together(source: Path, work: Path) -> None:
    clips.flash_and_beep(source, at=2.0)
    convert(source, work)
    assert abs(_first_light(work / "video.mp4") - 2.0) < 0.001
    assert abs(_first_noise(work / "video.mp4") - 2.0) < 0.005


def test_sound_that_begins_late_stays_late(tmp_path: Path, work: Path) -> None:
    whole, source = tmp_path / "whole.mkv", tmp_path / "late.mkv"
    clips.flash_and_beep(whole, at=2.0)
    clips.make("-i", whole, "-ss", "1", "-i", whole, "-map", "0:v", "-map", "1:a",
               "-af", "asetpts=PTS+1/TB", "-c:v", "copy", source)  # fmt: skip
    assert abs(probe(source).sound.start - 1) < 0.01
    convert(source, work)
    assert abs(_first_noise(work / "video.mp4") - 2.0) < 0.005


def test_sound_that_goes_on_after_the_pictures_is_kept(source: Path, work: Path) -> None:
    clips.make(*clips.pattern(seconds=2), *clips.tone(4), *clips.X264, "-c:a", "aac", source)
    plan = convert(source, work)
    assert abs(plan.frames - 120) <= 2
    assert decode(work / "video.mp4").frames == plan.frames


def test_a_film_with_a_damaged_middle_is_converted_as_far_as_can_be_seen(
    source: Path, work: Path
) -> None:
    """A scratch is no reason to refuse a film: the picture before it stays a little longer."""
    clips.silent(source, "-g", "15", seconds=4)
    content = bytearray(source.read_bytes())
    at = content.index(b"mdat") + len(content) // 3
    content[at : at + 4000] = bytes(byte ^ 0x5A for byte in content[at : at + 4000])
    source.write_bytes(content)
    convert(source, work)
    assert decode(work / "video.mp4").frames == 120


def _first_light(path: Path) -> float:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            if bytes(frame.planes[0])[5000] > 128:
                return float(frame.time)
    raise AssertionError("no flash")


def _first_noise(path: Path) -> float:
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            samples = memoryview(bytes(frame.planes[0])).cast("f")
            for number, sample in enumerate(samples[: frame.samples]):
                if abs(sample) > 0.2:
                    return float(frame.time) + number / frame.sample_rate
    raise AssertionError("no beep")
