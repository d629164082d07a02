"""The week of a person and the day of the team, read where they arrive."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, TaskState
from tests.mail.post_office import PostOffice
from tests.stack.people import People
from workers.correo import enviar_resumen_diario, enviar_resumen_semanal
from workers.outcomes import Transient

MEXICO = ZoneInfo("America/Mexico_City")
# A Monday morning; the week before it began on the 16th.
MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=MEXICO)
Did = Callable[..., TaskRun]


@pytest.fixture
def did(ana: Any) -> Did:
    """Something of Ana's that ended at a moment."""

    def ended(when: datetime, title: str = "Playa", **given: Any) -> TaskRun:
        facts = {"task": "procesar_video", "state": TaskState.SUCCESS, "owner": ana} | given
        begun = when - timedelta(minutes=2)
        times = {"created_at": begun, "changed_at": when, "started_at": begun, "finished_at": when}
        return TaskRun.objects.create(title=title, queue="nobody-mail", **times, **facts)

    return ended


def words(letter: Any, kind: str = "plain") -> str:
    return str(letter.get_body((kind,)).get_content())


def weekly(ana: Any) -> dict[str, int]:
    with time_machine.travel(MONDAY, tick=False):
        return enviar_resumen_semanal(ana.pk)


def test_a_week_is_told_from_monday_to_sunday_with_what_came_of_it(
    office: PostOffice, ana: Any, did: Did
) -> None:
    did(datetime(2026, 11, 16, 0, 0, tzinfo=MEXICO), "El lunes temprano")
    did(datetime(2026, 11, 22, 23, 59, tzinfo=MEXICO), "El domingo tarde")
    failure = {"state": TaskState.FAILURE, "cause": Cause.REJECTED, "error": "truncated"}
    did(datetime(2026, 11, 18, 12, 0, tzinfo=MEXICO), "Corte malo", **failure)
    did(datetime(2026, 11, 15, 23, 59, tzinfo=MEXICO), "La semana anterior")
    did(datetime(2026, 11, 23, 0, 0, tzinfo=MEXICO), "Esta semana")

    assert weekly(ana)["sent"] == 1

    (letter,) = office.to(ana.email)
    for text in (words(letter), words(letter, "html")):
        for title in ("El lunes temprano", "El domingo tarde", "Corte malo"):
            assert title in text
        assert "La semana anterior" not in text
        assert "Esta semana" not in text
        assert "Falta el final del archivo." in text


def test_a_week_is_told_once(office: PostOffice, ana: Any, did: Did) -> None:
    did(datetime(2026, 11, 18, 12, 0, tzinfo=MEXICO))
    weekly(ana)
    weekly(ana)
    assert len(office.to(ana.email)) == 1


def test_who_did_nothing_or_wants_no_summary_gets_none(
    office: PostOffice, ana: Any, did: Did
) -> None:
    assert weekly(ana)["nothing"] == 1
    did(datetime(2026, 11, 18, 12, 0, tzinfo=MEXICO))
    ana.resumen_semanal = False
    ana.save()
    assert weekly(ana)["nothing"] == 1
    assert office.to(ana.email) == []


def test_the_link_in_the_mail_ends_it_without_signing_in_and_only_when_it_is_pressed(
    office: PostOffice, ana: Any, did: Did
) -> None:
    did(datetime(2026, 11, 18, 12, 0, tzinfo=MEXICO))
    weekly(ana)
    (letter,) = office.to(ana.email)
    address = str(letter["List-Unsubscribe"]).strip(" <>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in words(letter)
    path = address[address.index("/baja/") :]
    assert Client().get(path).status_code == 200
    ana.refresh_from_db()
    assert ana.resumen_semanal, "looking changes nothing"
    # As mail programs do it.
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    ana.refresh_from_db()
    assert not ana.resumen_semanal
    assert Client().get(path[:-3] + "xx/").status_code == 404


def test_the_day_is_told_to_the_team_and_on_a_monday_all_since_friday(
    office: PostOffice, ana: Any, did: Did, people: People
) -> None:
    boss = people.new(is_staff=True, email="jefa@example.org")
    title = f"De viernes {boss.pk}"
    failure = {"state": TaskState.FAILURE, "cause": Cause.REJECTED, "error": "truncated"}
    run = did(datetime(2026, 11, 20, 0, 5, tzinfo=MEXICO), title, **failure)
    with time_machine.travel(MONDAY, tick=False):
        enviar_resumen_diario()
        enviar_resumen_diario()
    (letter,) = office.to("jefa@example.org")
    assert f"/tareas/{run.pk}/" in words(letter)
    assert office.to(ana.email) == [], "Ana is not of the team"
    boss.delete()


def test_one_whose_server_says_not_now_holds_up_nobody_and_gets_it_later(
    office: PostOffice, people: People, ana: Any, did: Did
) -> None:
    team = [people.new(is_staff=True, email=f"equipo{n}@example.org") for n in range(3)]
    office.answers = ["451 Come back later"]
    day = datetime(2026, 11, 25, 8, 0, tzinfo=MEXICO)
    with time_machine.travel(day, tick=False):
        with pytest.raises(Transient) as raised:
            enviar_resumen_diario()
        assert raised.value.code == "mail_some_later"
        enviar_resumen_diario()
    for user in team:
        assert len(office.to(user.email)) == 1
        user.delete()
