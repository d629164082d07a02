"""Plans that run out: marked, and their owners told once."""

import uuid
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from proyecto.dominio.models import Suscripcion
from proyecto.mail import files
from proyecto.mail.keys import subscription
from proyecto.mail.letter import message_id
from tests.stack.people import People
from workers.suscripcion import BATCH, verificar_suscripciones_vencidas

pytestmark = pytest.mark.django_db
Estado = Suscripcion.Estado


@pytest.fixture(autouse=True)
def mail(settings: Any, tmp_path: Path) -> None:
    """Mails are files, as where no server is named."""
    settings.EMAIL_BACKEND = "proyecto.mail.files.Files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture
def owner(people: People) -> Any:
    return people.new(email=f"{uuid.uuid4().hex}@example.com", idioma="es-mx")


def plan(owner: Any, estado: str = Estado.ACTIVA, **ended: float) -> Suscripcion:
    """A plan that ended so long ago."""
    now = timezone.now()
    vence = now - timedelta(**ended)
    return Suscripcion.objects.create(
        usuario=owner, plan="Taller", estado=estado, inicio=now - timedelta(days=90), vence=vence
    )


def state(one: Suscripcion) -> str:
    return Suscripcion.objects.get(pk=one.pk).estado


def letter_about(one: Suscripcion, ended: datetime | None = None) -> EmailMessage | None:
    """What its owner got."""
    wanted = message_id(subscription(one.pk, ended or one.vence))
    if not files.kept(wanted):
        return None
    raw = files.file_of(wanted).read_bytes()
    return message_from_bytes(raw, policy=default)  # type: ignore[return-value]  # by its policy


def test_what_has_run_out_is_marked_and_the_rest_is_left(owner: Any) -> None:
    over, alive = plan(owner, hours=1), plan(owner, hours=-1)
    cancelled = plan(owner, Estado.CANCELADA, hours=1)
    counted = verificar_suscripciones_vencidas()
    assert counted["expired"] == 1
    assert [state(one) for one in (over, alive, cancelled)] == [
        Estado.VENCIDA,
        Estado.ACTIVA,
        Estado.CANCELADA,
    ]


def test_its_owner_is_told_in_their_language(owner: Any) -> None:
    one = plan(owner, hours=1)
    assert verificar_suscripciones_vencidas()["sent"] == 1
    letter = letter_about(one)
    assert letter is not None
    assert (letter["To"], letter["Subject"]) == (owner.email, "Tu plan Taller venció")
    text, html = (part.get_content() for part in letter.iter_parts())
    assert "No se borra nada tuyo" in text
    assert "No se borra nada tuyo" in html
    assert "<h1" in html


def test_a_second_look_tells_nobody_again(owner: Any) -> None:
    plan(owner, hours=1)
    verificar_suscripciones_vencidas()
    again = verificar_suscripciones_vencidas()
    assert (again["expired"], again["sent"]) == (0, 0)


def test_a_plan_that_was_renewed_is_told_of_again_when_it_runs_out_again(owner: Any) -> None:
    one = plan(owner, days=3)
    verificar_suscripciones_vencidas()
    renewed = timezone.now() - timedelta(minutes=5)
    Suscripcion.objects.filter(pk=one.pk).update(estado=Estado.ACTIVA, vence=renewed)
    again = verificar_suscripciones_vencidas()
    assert (again["expired"], again["sent"]) == (1, 1)
    assert letter_about(one, renewed) is not None


def test_whoever_was_marked_by_a_run_that_was_lost_is_told_by_the_next(owner: Any) -> None:
    one = plan(owner, Estado.VENCIDA, hours=1)
    counted = verificar_suscripciones_vencidas()
    assert (counted["expired"], counted["sent"]) == (0, 1)
    assert letter_about(one) is not None


def test_what_ended_long_ago_is_marked_and_nobody_is_told(owner: Any) -> None:
    one = plan(owner, days=60)
    counted = verificar_suscripciones_vencidas()
    assert (counted["expired"], counted["sent"], state(one)) == (1, 0, Estado.VENCIDA)


def test_who_has_no_address_or_is_shut_out_is_not_written_to(people: People, owner: Any) -> None:
    plan(people.new(), hours=1)
    owner.is_active = False
    owner.save()
    plan(owner, hours=1)
    counted = verificar_suscripciones_vencidas()
    assert (counted["expired"], counted["sent"]) == (2, 0)


def test_many_are_marked_in_batches(owner: Any) -> None:
    now = timezone.now()
    Suscripcion.objects.bulk_create(
        Suscripcion(usuario=owner, plan="p", inicio=now, vence=now - timedelta(days=60))
        for _ in range(BATCH + 3)
    )
    assert verificar_suscripciones_vencidas()["expired"] == BATCH + 3
