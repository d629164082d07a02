"""Files that are no film: each is refused at once, with the code that tells a person why."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.workers.engines import clips
from workers.engines import hls
from workers.engines.errors import MediaRejected, Rejection
from workers.engines.plan import plan
from workers.engines.probe import probe, scan


def rejection(path: Path) -> MediaRejected:
    with pytest.raises(MediaRejected) as caught:
        probe(path)
    return caught.value


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_the_facts_of_a_film_are_found(tmp_path: Path) -> None:
    info = probe(clips.film(tmp_path / "f.mp4", size="640x360", rate="25", seconds=2))
    assert (info.container, info.seconds) == ("mov", 2)
    assert (info.pictures.width, info.pictures.height, info.pictures.frames) == (640, 360, 50)
    assert info.pictures.average_rate == info.pictures.steady_rate == 25
    assert not info.pictures.variable_rate
    assert (info.sound.codec, info.sound.sample_rate, info.sound.channels) == ("aac", 44100, 1)


def test_the_scan_tells_how_far_it_is(tmp_path: Path) -> None:
    path = clips.film(tmp_path / "f.mp4")
    *steps, last = scan(path)
    assert last.info is not None
    assert last.done == last.total == path.stat().st_size
    assert all(step.info is None for step in steps)


def test_an_empty_file(tmp_path: Path) -> None:
    assert rejection(write(tmp_path / "f.mp4", b"")).code is Rejection.EMPTY


@pytest.mark.parametrize("first", [b"", b"\xff\xfb\x90\x00", b"\x1a\x45\xdf\xa3", b"OggS", b"ID3"])
def test_garbage_even_behind_a_true_beginning(tmp_path: Path, first: bytes) -> None:
    rubbish = bytes((i * i * 31 + i // 7) % 251 for i in range(200_000))
    assert rejection(write(tmp_path / "f.mp4", first + rubbish)).code in {
        Rejection.NOT_MEDIA,
        Rejection.UNDECODABLE,
        Rejection.NO_STREAMS,
    }


@pytest.mark.parametrize(
    "content",
    [
        b"Dear diary,\n" * 50,
        "¡Qué día! ".encode() * 900,
        b"%PDF-1.7\n1 0 obj\n",
        b"PK\3\4" + b"\0" * 99,
    ],
)
def test_a_document_called_a_film(tmp_path: Path, content: bytes) -> None:
    assert rejection(write(tmp_path / "diary.mp4", content)).code is Rejection.NOT_MEDIA


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("hls", "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n{victim}\n#EXT-X-ENDLIST\n"),
        ("ffconcat", "ffconcat version 1.0\nfile {victim}\n"),
        ("ffconcat", "\n \nffconcat version 1.0\nfile {victim}\n"),
        ("dash", '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>'),
        ("sdp", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=video 45678 RTP/AVP 96\n"),
        ("pls", "[playlist]\nFile1={victim}\n"),
    ],
)
@pytest.mark.parametrize("name", ["list.mp4", "list.m3u8"])
def test_a_playlist_that_names_somebody_elses_film(
    tmp_path: Path, kind: str, text: str, name: str
) -> None:
    victim = clips.silent(tmp_path / "victim.mp4", seconds=1)
    refused = rejection(write(tmp_path / name, text.format(victim=victim.name).encode()))
    assert refused.code is Rejection.PLAYLIST
    assert refused.facts == {"kind": kind}


def test_a_playlist_reaches_no_other_file_even_when_it_gets_to_the_encoder(tmp_path: Path) -> None:
    """The second wall: a file swapped after probing is read as what it was probed to be."""
    source = clips.silent(tmp_path / "f.mp4", seconds=1)
    the_plan = plan(probe(source))
    shutil.copy(source, tmp_path / "victim.mp4")
    source.write_text("ffconcat version 1.0\nfile victim.mp4\n")
    with pytest.raises(MediaRejected):
        list(hls.encode(the_plan, source, tmp_path / "work"))
    assert not list((tmp_path / "work").rglob("*.m4s"))


@pytest.mark.parametrize("kind", ["png", "jpg", "gif", "bmp", "webp", "tiff", "avif"])
def test_a_picture(tmp_path: Path, kind: str) -> None:
    picture = tmp_path / f"p.{kind}"
    clips.make(*clips.pattern(seconds=1), "-frames:v", "1", picture)
    assert rejection(picture.rename(tmp_path / "p.mp4")).code is Rejection.PICTURE


def test_an_svg(tmp_path: Path) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    assert rejection(write(tmp_path / "f.mp4", svg)).code is Rejection.PICTURE


def faststart(path: Path) -> Path:
    clips.make(*clips.pattern(), *clips.tone(), *clips.X264, "-movflags", "+faststart", path)
    return path


@pytest.mark.parametrize("make", [clips.film, faststart])
@pytest.mark.parametrize("name", ["f.mp4", "f.mkv", "f.avi", "f.flv"])
def test_a_film_cut_off_in_the_middle(
    tmp_path: Path, make: Callable[[Path], Path], name: str
) -> None:
    whole = make(tmp_path / name)
    os.truncate(whole, whole.stat().st_size // 2)
    assert rejection(whole).code is Rejection.TRUNCATED


def test_a_film_with_no_streams(tmp_path: Path) -> None:
    subtitles, path = tmp_path / "s.srt", tmp_path / "f.mkv"
    subtitles.write_text("1\n00:00:00,000 --> 00:00:02,000\nhola\n")
    clips.make("-i", subtitles, path)
    assert rejection(path).code is Rejection.NO_STREAMS


def raw_film(path: Path) -> Path:
    """Uncompressed: its size is what the header says, nothing else knows it."""
    clips.make(*clips.pattern("64x48", "10", 1), "-c:v", "rawvideo", "-pix_fmt", "yuv420p", path)
    return path


def test_a_film_that_is_zero_by_zero(tmp_path: Path) -> None:
    path = raw_film(tmp_path / "f.mov")
    content = path.read_bytes()
    entry = content.index(b"stsd") + 12
    size = content[entry + 8 + 24 : entry + 8 + 28]
    assert size == b"\x00\x40\x00\x30"
    at = entry + 8 + 24
    path.write_bytes(content[:at] + bytes(4) + content[at + 4 :])
    assert rejection(path).code is Rejection.ZERO_SIZE


def test_a_film_gigantic_in_pixels(tmp_path: Path) -> None:
    path = tmp_path / "f.mov"
    still = ["-f", "lavfi", "-i", "color=s=8192x4400:r=1:d=1"]
    clips.make(*still, "-pix_fmt", "monob", "-c:v", "png", path)
    refused = rejection(path)
    assert refused.code is Rejection.TOO_MANY_PIXELS
    assert (refused.facts["width"], refused.facts["height"]) == (8192, 4400)


def test_a_film_of_twelve_hours(tmp_path: Path) -> None:
    path = tmp_path / "f.mp4"
    clips.make("-f", "lavfi", "-i", "color=s=32x32:r=1/60:d=43200", *clips.X264, path)
    refused = rejection(path)
    assert refused.code is Rejection.TOO_LONG
    assert refused.facts == {"seconds": 43200.0, "limit": 6 * 3600}


def test_a_film_that_only_claims_hours(tmp_path: Path) -> None:
    path = clips.film(tmp_path / "f.mkv")
    content = bytearray(path.read_bytes())
    duration = content.index(b"\x44\x89\x88") + 3
    content[duration : duration + 8] = b"\x41\x9a\xd2\x74\x80\x00\x00\x00"
    path.write_bytes(content)
    refused = rejection(path)
    assert refused.code is Rejection.TRUNCATED
    assert refused.facts["declared_seconds"] > 6 * 3600


@pytest.mark.parametrize(
    "name",
    [
        "-version",
        "http:||127.0.0.1:9|x.mp4",
        "concat:a|b",
        "f.mp4 -f null",
        "%d.mp4",
        "ñ\u202e4pm",
        "a\nb'c",
    ],
)
def test_a_hostile_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    clips.silent(tmp_path / "plain.mp4", seconds=1).rename(path)
    work = tmp_path / "work"
    the_plan = plan(probe(path))
    assert list(hls.encode(the_plan, path, work))[-1].done == 30
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([name, "work"])
