"""Sessions that are over are deleted, and counted."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from proyecto.progress.launch import launch
from proyecto.progress.vocabulary import TaskState
from tests.stack.people import People
from tests.stack.stack import Stack
from tests.workers.conftest import ended
from workers.sesiones import BATCH, limpiar_sesiones


def a_session(**age: float) -> Session:
    """One whose time is over since `age`."""
    return Session.objects.create(
        pk=uuid.uuid4().hex, session_data="", expire_date=timezone.now() - timedelta(**age)
    )


@pytest.mark.django_db
def test_what_is_over_goes_and_what_is_not_stays() -> None:
    Session.objects.all().delete()
    a_session(seconds=1)
    a_session(days=30)
    alive = a_session(days=-1)
    assert limpiar_sesiones() == {"deleted": 2}
    assert list(Session.objects.all()) == [alive]
    assert limpiar_sesiones() == {"deleted": 0}


def test_a_worker_deletes_many_in_batches_and_says_how_many(
    committed: None, crew: Stack, people: People
) -> None:
    over = timezone.now() - timedelta(days=1)
    Session.objects.bulk_create(
        Session(pk=uuid.uuid4().hex, session_data="", expire_date=over)
        for _ in range(2 * BATCH + 7)
    )
    run = ended(launch("limpiar_sesiones", owner=people.new(), queue="guion"))
    assert (run.state, run.error) == (TaskState.SUCCESS, "")
    assert run.result is not None
    assert run.result["deleted"] >= 2 * BATCH + 7, "earlier tests may have left some"
    assert not Session.objects.filter(expire_date__lte=over).exists()
    assert [phase.name for phase in run.how_far.phases] == ["contar", "borrar"]
