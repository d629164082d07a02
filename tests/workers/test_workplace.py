"""Scratch folders and the shelf: what an attempt leaves, and what it does not."""

import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from workers.shelf import Shelf
from workers.workplace import workplace


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(default_storage, f"videos/{uuid.uuid4()}")


def test_a_workplace_is_gone_when_its_attempt_ends_however_it_ends() -> None:
    subject = str(uuid.uuid4())

    def work() -> None:
        with workplace(subject, "1") as place:
            (place / "half a film").write_bytes(b"x")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert not (settings.WORK_DIR / subject).exists()


def test_what_a_killed_attempt_left_goes_when_the_next_one_begins() -> None:
    subject = str(uuid.uuid4())
    left = settings.WORK_DIR / subject / "1"
    left.mkdir(parents=True)
    (left / "half a film").write_bytes(b"x")
    with workplace(subject, "2") as place:
        assert not left.exists()
        assert list(place.iterdir()) == []


def test_what_is_put_on_the_shelf_is_found_by_the_next_attempt(
    shelf: Shelf, tmp_path: Path
) -> None:
    segment = tmp_path / "seg-1.m4s"
    segment.write_bytes(b"one")
    shelf.put(segment, "720p/seg-1.m4s")
    shelf.write("#EXTM3U", "720p/index.m3u8")
    assert list(shelf.fetch("720p", tmp_path / "again")) == ["index.m3u8", "seg-1.m4s"]
    assert (tmp_path / "again" / "seg-1.m4s").read_bytes() == b"one"


def test_a_file_that_is_put_again_replaces_the_old_one(shelf: Shelf) -> None:
    for text in ("old", "new"):
        shelf.write(text, "index.m3u8")
    assert shelf.names() == ["index.m3u8"]


def test_a_file_that_is_moved_is_not_kept_twice(shelf: Shelf, tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"film")
    shelf.move(film, "film.mp4")
    assert not film.exists()
    assert shelf.names() == ["film.mp4"]


def test_a_cleared_shelf_is_empty_and_clearing_it_again_is_harmless(shelf: Shelf) -> None:
    shelf.write("x", "a/b")
    shelf.clear()
    shelf.clear()
    assert shelf.names() == shelf.names("a") == []
