"""A film that can't be processed for a reason of ours tells the team: a notice and one mail."""

import uuid
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from proyecto.dominio.models import Video
from proyecto.progress.launch import launch
from proyecto.progress.models import Notification, TaskRun
from proyecto.progress.vocabulary import TaskName, TaskState
from tests.live.story import now
from tests.scripts.waiting import until
from tests.stack.people import People, Person
from tests.stack.stack import Stack
from tests.stack.visitor import Visitor

pytestmark = pytest.mark.slow


def unreadable_film(person: Person, title: str) -> Video:
    """Its original is a folder, as after a hand that moved files: reading it is an I/O error, which
    may pass and is tried again."""
    inside = default_storage.save(f"originales/{uuid.uuid4()}/x", ContentFile(b"x"))
    return Video.objects.create(
        propietario=person.user, titulo=title, original=str(Path(inside).parent)
    )


def failing(person: Person, title: str) -> TaskRun:
    """Its run, which gives up after the second attempt."""
    video = unreadable_film(person, title)
    with transaction.atomic():
        run = launch(
            TaskName.PROCESAR_VIDEO,
            video.pk,
            owner=person.user,
            title=title,
            subject=f"video:{video.pk}",
        )
        TaskRun.objects.filter(pk=run.pk).update(attempts=2)
    return run


def mails(to: str) -> list[str]:
    """Their text, of those that one got."""
    read = [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in Path(settings.EMAIL_FILE_PATH).glob("*.eml")
    ]
    bodies = [mail.get_body(("plain",)) for mail in read if mail["To"] == to]
    return [body.get_content() for body in bodies if body is not None]


def test_a_film_that_fails_for_good_is_a_notice_for_the_team_and_one_mail_to_admins(
    stack: Stack, person: Person, people: People
) -> None:
    Notification.objects.all().delete()
    admin = f"{uuid.uuid4().hex}@example.org"
    stack.restart("video", ADMINS=admin)
    stack.restart("general", ADMINS=admin)
    first, second = failing(person, "Playa"), failing(person, "Sierra")
    for run in (first, second):
        until(lambda run=run: now(run).state == TaskState.FAILURE, 60)

    [notice] = Notification.objects.filter(kind="run_failed", facts__task="procesar_video")
    assert (notice.count, notice.severity) == (2, "error")
    page = Visitor(stack.address, people.sign_in(is_staff=True)).get("/avisos/").text
    assert str(notice.run_id) in page
    assert "2 ×" in page
    until(lambda: mails(admin), 30)
    told = TaskRun.objects.filter(task=TaskName.NOTIFICAR_ADMIN)
    until(lambda: not told.filter(state=TaskState.STARTED).exists(), 30)
    [mail] = mails(admin)
    assert "/tareas/" in mail
