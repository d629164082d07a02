"""What must stay true when processes die, disks fill up, and two do the same at once."""

import fcntl
import resource
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage

from dashboard.uploads.finish import store, stored_name
from proyecto.dominio.models import Video
from proyecto.progress.models import TaskRun
from tests.dashboard.uploads.client import MEBIBYTE, Answer, TusClient, film
from tests.dashboard.uploads.conftest import Start
from tests.stack.people import Person

RunsOf = Callable[[Video], list[TaskRun]]


@pytest.mark.fault
def test_an_upload_goes_on_where_it_was_after_the_server_was_killed(
    start: Start, person: Person
) -> None:
    data = film(3 * MEBIBYTE)
    first = start()
    client = TusClient(first.port, person)
    client.begin(len(data))
    client.send(data[:MEBIBYTE], 0)
    with first.connect() as half:
        half.sendall(
            f"PATCH {client.address} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Content-Length: {MEBIBYTE}\r\n\r\n".encode()
            + data[MEBIBYTE : MEBIBYTE + 1000]
        )
        first.process.kill()
        first.exit_code()
    client.port = start().port
    offset = client.look().offset
    assert offset == MEBIBYTE
    while offset < len(data):
        offset = client.send(data[offset : offset + MEBIBYTE], offset).offset
    with default_storage.open(Video.objects.get(clave=client.key).original) as stored:
        assert stored.read() == data


@pytest.mark.fault
@pytest.mark.parametrize("died", ["before it was stored", "before its video was there"])
@pytest.mark.parametrize("asked", ["HEAD", "PATCH"])
def test_an_upload_cut_off_after_its_last_byte_becomes_one_video_when_it_is_asked_about(
    client: TusClient, parts: Path, runs_of: RunsOf, died: str, asked: str
) -> None:
    data = film(2000)
    client.begin(len(data))
    part = parts / f"{client.key}.part"
    part.write_bytes(data)
    if died == "before its video was there":
        store(default_storage, part, stored_name(client.subida))
    for _ in range(2):
        answer = client.look() if asked == "HEAD" else client.send(b"", len(data))
        assert answer.status in {200, 204}
        assert answer.offset == len(data)
    video = Video.objects.get(clave=client.key)
    assert len(runs_of(video)) == 1
    assert not part.exists()
    with default_storage.open(video.original) as stored:
        assert stored.read() == data


def test_the_last_bytes_sent_again_after_a_lost_answer_make_no_second_video(
    client: TusClient, person: Person, runs_of: RunsOf
) -> None:
    data = film(2000)
    video = client.upload(data)
    again = client.send(data[1000:], 1000)
    assert (again.status, again.offset) == (409, 2000)
    assert client.look().headers["Avance-Video"] == str(video.pk)
    assert list(Video.objects.filter(propietario=person.user)) == [video]
    assert len(runs_of(video)) == 1


def test_an_upload_that_is_held_by_another_connection_is_locked(
    client: TusClient, parts: Path
) -> None:
    data = film(1000)
    client.begin(len(data))
    with (parts / f"{client.key}.part").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert client.send(data, 0).status == 423
        assert client.give_up().status == 423
    assert client.send(data, 0).status == 204


def test_the_same_bytes_sent_by_many_at_once_are_kept_once(
    client: TusClient, person: Person, runs_of: RunsOf
) -> None:
    data = film(MEBIBYTE)
    client.begin(len(data))
    answers: list[Answer] = []
    gate = threading.Barrier(8)

    def send() -> None:
        gate.wait()
        answers.append(client.send(data, 0))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(answer.status for answer in answers)
    assert statuses[0] == 204
    assert set(statuses[1:]) <= {409, 423}
    [video] = Video.objects.filter(propietario=person.user)
    assert len(runs_of(video)) == 1
    with default_storage.open(video.original) as stored:
        assert stored.read() == data


def test_two_uploads_that_begin_at_once_do_not_share_what_is_left(
    start: Start, person: Person
) -> None:
    client = TusClient(start(UPLOAD_QUOTA_BYTES=str(3 * MEBIBYTE)).port, person)
    statuses: list[int] = []
    gate = threading.Barrier(6)

    def begin() -> None:
        gate.wait()
        statuses.append(TusClient(client.port, person).begin(2 * MEBIBYTE).status)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [201] + [413] * 5


class Disk:
    """Where a server puts parts, and how to fill and empty it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, pid: int) -> None:
        raise NotImplementedError

    def empty(self, pid: int) -> None:
        raise NotImplementedError


class TinyDisk(Disk):
    """A file system of its own, and a file that takes what is left of it."""

    def fill(self, pid: int) -> None:
        filler = self.folder / "filler"
        with pytest.raises(OSError, match="No space left"):
            filler.write_bytes(b"x" * 9 * MEBIBYTE)

    def empty(self, pid: int) -> None:
        (self.folder / "filler").unlink()


class LimitedProcess(Disk):
    """Any disk, and a process that may not write files beyond four mebibytes."""

    def fill(self, pid: int) -> None:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (4 * MEBIBYTE, resource.RLIM_INFINITY))

    def empty(self, pid: int) -> None:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Disk]:
    """A tiny real disk where we may mount one, else the limit that a quota would be."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(tmp_path)]
    try:
        mounted = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        yield LimitedProcess(tmp_path)
        return
    yield TinyDisk(tmp_path)
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


@pytest.fixture(params=["disk", "process"])
def disk(request: pytest.FixtureRequest, full_disk: Disk, tmp_path: Path) -> Disk:
    """Both, where both can be had."""
    return full_disk if request.param == "disk" else LimitedProcess(tmp_path)


@pytest.mark.fault
def test_a_disk_that_fills_up_is_told_keeps_the_offset_true_and_the_upload_goes_on_later(
    start: Start, person: Person, disk: Disk
) -> None:
    server = start(UPLOAD_DIR=str(disk.folder))
    client = TusClient(server.port, person)
    data = film(6 * MEBIBYTE)
    client.begin(len(data))
    assert client.send(data[: 3 * MEBIBYTE], 0).status == 204
    disk.fill(server.process.pid)
    for _ in range(2):
        answer = client.send(data[3 * MEBIBYTE :], 3 * MEBIBYTE)
        assert answer.status == 507
        assert "no room" in answer.text
        assert client.look().offset == 3 * MEBIBYTE
    assert not Video.objects.filter(propietario=person.user).exists()
    disk.empty(server.process.pid)
    assert client.send(data[3 * MEBIBYTE :], 3 * MEBIBYTE).status == 204
    with default_storage.open(Video.objects.get(clave=client.key).original) as stored:
        assert stored.read() == data


@pytest.fixture
def other_disk() -> Iterator[Path]:
    """A folder on another file system than the storage, so that finishing has to copy."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        assert Path(folder).stat().st_dev != settings.VAR_DIR.stat().st_dev
        yield Path(folder)


@pytest.mark.fault
def test_a_storage_that_is_full_keeps_the_whole_upload_until_there_is_room(
    start: Start, person: Person, other_disk: Path, runs_of: RunsOf
) -> None:
    server = start(UPLOAD_DIR=str(other_disk))
    client = TusClient(server.port, person)
    data = film(6 * MEBIBYTE)
    client.begin(len(data))
    part = other_disk / f"{client.key}.part"
    part.write_bytes(data)
    storage = LimitedProcess(other_disk)
    storage.fill(server.process.pid)
    assert client.look().status == 507
    assert not Video.objects.filter(propietario=person.user).exists()
    assert not default_storage.exists(stored_name(client.subida))
    assert part.read_bytes() == data
    storage.empty(server.process.pid)
    assert client.look().offset == len(data)
    video = Video.objects.get(propietario=person.user)
    assert len(runs_of(video)) == 1
    assert not part.exists()
    with default_storage.open(video.original) as stored:
        assert stored.read() == data
