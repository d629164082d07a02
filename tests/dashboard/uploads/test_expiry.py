"""Uploads that nobody goes on with, and those that only look like it."""

import fcntl
import os
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from dashboard.uploads.expiry import sweep_expired
from dashboard.uploads.finish import store, stored_name
from proyecto.dominio.models import Subida, Video
from proyecto.progress.models import TaskRun
from tests.dashboard.uploads.client import TusClient, film

RunsOf = Callable[[Video], list[TaskRun]]


def expire(key: str) -> None:
    Subida.objects.filter(pk=key).update(caduca=timezone.now() - timedelta(seconds=1))


def test_an_abandoned_upload_expires_and_nothing_of_it_is_left(
    client: TusClient, parts: Path
) -> None:
    client.begin(2000)
    client.send(film(1000), 0)
    expire(client.key)
    assert client.look().status == 410
    assert client.send(b"x" * 1000, 1000).status == 410
    said = StringIO()
    call_command("limpiar_subidas", stdout=said)
    assert not Subida.objects.filter(pk=client.key).exists()
    assert not list(parts.glob(f"{client.key}*"))
    assert client.look().status == 404
    assert any(character.isdigit() for character in said.getvalue())


def test_each_chunk_puts_the_end_off(client: TusClient) -> None:
    client.begin(2000)
    soon = timezone.now() + timedelta(minutes=1)
    Subida.objects.filter(pk=client.key).update(caduca=soon)
    client.send(film(1000), 0)
    assert client.subida.caduca > soon + timedelta(hours=1)


def test_a_sweep_leaves_alone_what_is_being_sent(client: TusClient, parts: Path) -> None:
    client.begin(2000)
    client.send(film(1000), 0)
    expire(client.key)
    with (parts / f"{client.key}.part").open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        sweep_expired()
        assert Subida.objects.filter(pk=client.key).exists()
    sweep_expired()
    assert not Subida.objects.filter(pk=client.key).exists()


def test_a_sweep_makes_the_video_of_an_upload_that_had_arrived_whole(
    client: TusClient, parts: Path, runs_of: RunsOf
) -> None:
    data = film(2000)
    client.begin(len(data))
    (parts / f"{client.key}.part").write_bytes(data)
    expire(client.key)
    sweep_expired()
    assert len(runs_of(Video.objects.get(clave=client.key))) == 1


def test_a_sweep_removes_old_parts_of_nobody_and_what_was_stored_for_no_video(
    client: TusClient, parts: Path
) -> None:
    client.begin(2000)
    part = parts / f"{client.key}.part"
    part.write_bytes(film(1000))
    name = stored_name(client.subida)
    store(default_storage, part, name)
    expire(client.key)
    orphan = parts / "00000000-0000-4000-8000-000000000001.part"
    orphan.write_bytes(b"old")
    young = parts / "00000000-0000-4000-8000-000000000002.part"
    young.write_bytes(b"new")
    os.utime(orphan, (0, 0))
    sweep_expired()
    assert not default_storage.exists(name)
    assert not orphan.exists()
    assert young.exists()
    young.unlink()


def test_a_finished_upload_is_forgotten_in_time_and_its_video_stays(client: TusClient) -> None:
    video = client.upload(film(1000))
    expire(client.key)
    assert client.look().status == 200
    sweep_expired()
    assert client.look().status == 404
    assert Video.objects.filter(pk=video.pk).exists()
