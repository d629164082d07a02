"""Files that are no films, names that are no names, and more than there is room for."""

import itertools
from pathlib import Path

import pytest

from proyecto.dominio.models import Subida, Video
from tests.dashboard.uploads.client import MEBIBYTE, TusClient, film, metadata
from tests.dashboard.uploads.conftest import Start
from tests.stack.people import Person

TEXT = b"Dear diary, today I renamed a text.\n" * 300
PLAYLIST = "This is a playlist: it only names other files. Upload the film that it names."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (TEXT, "This is a text, not a video, whatever its name says."),
        ("¡Año nuevo! ".encode() * 500, "This is a text, not a video, whatever its name says."),
        (b"#EXTM3U\n/etc/passwd\n", PLAYLIST),
        (b"\xef\xbb\xbf#EXTM3U\r\n#EXTINF:5,\r\na.ts\r\n", PLAYLIST),
        (b"[playlist]\nFile1=/etc/passwd\n", PLAYLIST),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", PLAYLIST),
        (b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011">', PLAYLIST),
        (
            b"<html><body>MPD</body></html>" * 9,
            "This is a text, not a video, whatever its name says.",
        ),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 5000, "This is a picture, not a video."),
        (b"\xff\xd8\xff\xe0" + b"\0" * 5000, "This is a picture, not a video."),
        (b"\0\0\0\x18ftypheic" + b"\0" * 5000, "This is a picture, not a video."),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * 5000, "This is a picture, not a video."),
        (b"PK\x03\x04" + b"\0" * 5000, "This is neither a video nor a sound file that we know."),
        (
            "utf-16 ".encode("utf-16") * 500,
            "This is neither a video nor a sound file that we know.",
        ),
        (b"\0", "This is neither a video nor a sound file that we know."),
    ],
)
def test_a_file_that_is_no_film_is_refused_with_its_first_bytes_and_nothing_is_left(
    client: TusClient, parts: Path, content: bytes, sentence: str
) -> None:
    client.begin(len(content) + 50 * MEBIBYTE if len(content) > 4096 else len(content))
    answer = client.send(content, 0)
    assert (answer.status, answer.text) == (415, sentence)
    assert client.look().status == 404
    assert not Subida.objects.filter(pk=client.key).exists()
    assert not list(parts.glob(f"{client.key}*"))


def test_a_renamed_text_is_found_also_when_it_comes_byte_by_byte(client: TusClient) -> None:
    client.begin(len(TEXT))
    for offset in itertools.count(0, 1000):
        answer = client.send(TEXT[offset : offset + 1000], offset)
        if answer.status != 204:
            break
    assert (answer.status, offset) == (415, 4000)


@pytest.mark.parametrize(
    "beginning",
    [
        b"\0\0\0\x18ftypqt  ",
        b"\x1a\x45\xdf\xa3",
        b"RIFF\0\0\0\0AVI ",
        b"RIFF\0\0\0\0WAVE",
        b"OggS",
        b"ID3",
        b"\xff\xfb\x90\x00",
        b"\xff\xf1\x50\x80",
        b"fLaC",
        b"\0\0\x01\xba",
        (b"\x47" + b"\0" * 187) * 30,
        (b"\0\0\0\0\x47" + b"\0" * 187) * 30,
    ],
)
def test_films_and_sounds_of_every_known_kind_pass(client: TusClient, beginning: bytes) -> None:
    video = client.upload(beginning.ljust(5000, b"\0"))
    assert video.original.endswith(".mp4")


@pytest.mark.parametrize("name", ["notes.txt", "a.mp4.exe", "list.m3u8", "photo.JPG", "x.html"])
def test_a_name_of_another_kind_is_refused_before_any_byte(
    client: TusClient, person: Person, name: str
) -> None:
    answer = client.begin(1000, name)
    assert answer.status == 415
    assert Path(name).suffix.lower() in answer.text
    assert not Subida.objects.filter(propietario=person.user).exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.mp4", "passwd"),
        ("C:\\films\\Boda.MOV", "Boda"),
        ("\u202e4pm.gniw\u202c.mp4", "4pm.gniw"),
        ("a\0b\r\nc\x1b[31m.mp4", "ab c[31m"),
        ("\u200b\ufeff.mp4", "mp4"),
        ("", "video"),
        ("...", "video"),
        ("ñ" * 300 + ".webm", "ñ" * 195),
        ("<script>alert(1)</script>.mp4", "script>"),
        ("e\u0301clair.mp4", "éclair"),
    ],
)
def test_a_hostile_name_becomes_a_title_that_can_be_shown(
    client: TusClient, name: str, shown: str
) -> None:
    video = client.upload(film(1000), name)
    assert video.titulo == shown
    assert video.original == f"originales/{client.key}{Path(video.original).suffix}"
    assert Path(video.original).suffix in {".mp4", ".mov", ".webm", ".bin"}


def test_an_empty_file_is_refused(client: TusClient) -> None:
    answer = client.begin(0)
    assert (answer.status, answer.text) == (400, "The file is empty.")


def test_a_file_over_the_limit_is_refused_with_the_limit(start: Start, person: Person) -> None:
    client = TusClient(start(UPLOAD_MAX_BYTES=str(5 * MEBIBYTE)).port, person)
    answer = client.begin(5 * MEBIBYTE + 1)
    assert answer.status == 413
    assert "5.0\xa0MB" in answer.text
    assert client.begin(5 * MEBIBYTE).status == 201


def test_the_quota_counts_videos_and_open_uploads_and_says_what_is_left(
    start: Start, person: Person
) -> None:
    client = TusClient(start(UPLOAD_QUOTA_BYTES=str(10 * MEBIBYTE)).port, person)
    video = client.upload(film(3 * MEBIBYTE))
    Video.objects.filter(pk=video.pk).update(bytes_producidos=2 * MEBIBYTE)
    assert client.begin(MEBIBYTE).status == 201  # open: 4 MB are left
    answer = client.begin(4 * MEBIBYTE + 1)
    assert answer.status == 413
    assert "4.0\xa0MB are left" in answer.text
    assert client.begin(4 * MEBIBYTE).status == 201
    assert client.begin(1).status == 413
    video.delete()
    assert client.begin(5 * MEBIBYTE).status == 201


def test_only_so_many_uploads_are_open_at_once(start: Start, person: Person) -> None:
    client = TusClient(start(UPLOAD_MAX_OPEN="2").port, person)
    assert client.begin(1000).status == 201
    assert client.begin(1000).status == 201
    answer = client.begin(1000)
    assert answer.status == 429
    assert "2 uploads" in answer.text


def test_what_will_not_fit_on_the_disk_is_refused_at_its_beginning(
    start: Start, person: Person
) -> None:
    huge = str(2**50)
    client = TusClient(start(UPLOAD_MAX_BYTES=huge, UPLOAD_QUOTA_BYTES=huge).port, person)
    assert client.begin(2**49).status == 507
    assert not Subida.objects.filter(propietario=person.user).exists()


def test_what_is_stored_of_the_type_is_a_type_or_nothing(client: TusClient) -> None:
    for said, kept in (("video/mp4", "video/mp4"), ("video/mp4; <b>", ""), ("x" * 500, "")):
        client.begin(1000, Upload_Metadata=metadata(filename="a.mp4", filetype=said))
        assert client.subida.tipo == kept


def test_parts_can_be_read_by_nobody_else(client: TusClient, parts: Path) -> None:
    client.begin(1000)
    assert (parts / f"{client.key}.part").stat().st_mode & 0o777 == 0o600
