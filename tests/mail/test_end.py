"""The mail about the end of a long run, read where it arrives: once, to who has no page open."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from proyecto.progress import onlookers, record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, TaskName
from tests.dashboard.runs import ask, begun, now
from tests.mail.post_office import PostOffice
from tests.stack.people import People
from tests.stack.redis import RedisProcess
from workers.aviso_fin import enviar_aviso_fin

LONG = timedelta(minutes=11)
pytestmark = pytest.mark.usefixtures("redis_process")


def lasted(run: TaskRun, time: timedelta = LONG) -> TaskRun:
    """A run that a worker began so long ago, and holds."""
    held = begun(run)
    held.events.filter(type="run.started").update(at=timezone.now() - time)
    return held


def succeeded(run: TaskRun) -> TaskRun:
    assert record.succeed(run.pk, run.attempt, {}, run.how_far)
    return now(run)


def asked(run: TaskRun) -> list[TaskRun]:
    """The runs that are to tell of its end."""
    return list(TaskRun.objects.filter(task=TaskName.ENVIAR_AVISO_FIN, subject=f"fin:{run.pk}"))


def words(letter: Any, kind: str = "plain") -> str:
    return str(letter.get_body((kind,)).get_content())


def test_it_tells_in_the_persons_language_what_came_of_it_once(
    office: PostOffice, ana: Any
) -> None:
    run = succeeded(lasted(ask(ana, title="Corte final")))
    (wait,) = asked(run)
    assert wait.args == [str(run.pk)]
    assert wait.run_at is not None
    assert timedelta(seconds=20) < wait.run_at - timezone.now() <= timedelta(seconds=30)

    assert enviar_aviso_fin(str(run.pk))["sent"] == 1
    assert enviar_aviso_fin(str(run.pk))["sent"] == 1, "the same letter, not another"

    (letter,) = office.to(ana.email)
    assert letter["Subject"] == "Corte final está listo"
    for text in (words(letter), words(letter, "html")):
        assert f"/tareas/{run.pk}/" in text
        assert "terminó bien después de 11 min" in text
        assert "/baja/" in text


def test_of_a_failure_it_says_why_and_what_to_do(office: PostOffice, ana: Any) -> None:
    ana.idioma = "en"
    ana.save()
    held = lasted(ask(ana, title="Corte <b>final</b>"))
    record.fail(held.pk, held.attempt, Cause.ERROR, "disk_full", detail="Traceback: of experts")
    enviar_aviso_fin(str(held.pk))
    (letter,) = office.to(ana.email)
    assert letter["Subject"] == "Corte <b>final</b> failed"
    assert "The disk is full." in words(letter)
    assert "Corte &lt;b&gt;final&lt;/b&gt; failed" in words(letter, "html")
    assert "Traceback" not in letter.as_string()


def test_who_has_a_page_open_gets_none_and_with_redis_away_it_is_sent(
    office: PostOffice, ana: Any, breakable_redis: RedisProcess
) -> None:
    run = succeeded(lasted(ask(ana)))
    onlookers.say([ana.pk])
    assert enviar_aviso_fin(str(run.pk))["nothing"] == 1
    assert office.to(ana.email) == []
    breakable_redis.kill()
    assert enviar_aviso_fin(str(run.pk))["sent"] == 1


def short(ana: Any) -> TaskRun:
    return succeeded(lasted(ask(ana), timedelta(minutes=9)))


def unwanted(ana: Any) -> TaskRun:
    ana.aviso_fin = False
    ana.save()
    return succeeded(lasted(ask(ana)))


def without_address(ana: Any) -> TaskRun:
    ana.email = ""
    ana.save()
    return succeeded(lasted(ask(ana)))


def cancelled(ana: Any) -> TaskRun:
    held = lasted(ask(ana))
    record.request_cancel(held.pk)
    record.cancelled(held.pk, held.attempt)
    return held


def nobodys(_ana: Any) -> TaskRun:
    return succeeded(lasted(ask(None)))


@pytest.mark.parametrize("run", [short, unwanted, without_address, cancelled, nobodys])
def test_nobody_is_told_of_what_is_no_news_for_them(office: PostOffice, ana: Any, run: Any) -> None:
    ended = run(ana)
    assert asked(ended) == []
    assert enviar_aviso_fin(str(ended.pk))["sent"] == 0
    assert office.letters == []


@pytest.mark.parametrize(
    "task",
    [TaskName.ENVIAR_EMAIL_BIENVENIDA, TaskName.ENVIAR_AVISO_FIN, TaskName.ENVIAR_RESUMEN_SEMANAL],
)
def test_the_end_of_a_mail_is_no_reason_for_another(ana: Any, task: TaskName) -> None:
    run = ask(ana)
    TaskRun.objects.filter(pk=run.pk).update(task=task)
    assert asked(succeeded(lasted(run))) == []


def test_the_time_between_attempts_counts_too(ana: Any) -> None:
    held = lasted(ask(ana))
    record.lose(held.pk, held.attempt)
    second = begun(held)
    assert second.attempt == 2
    assert len(asked(succeeded(second))) == 1


def test_a_preference_changed_meanwhile_counts_and_one_who_left_gets_none(
    office: PostOffice, ana: Any, people: People
) -> None:
    run = succeeded(lasted(ask(ana)))
    ana.aviso_fin = False
    ana.save()
    assert enviar_aviso_fin(str(run.pk))["nothing"] == 1
    ana.aviso_fin, ana.is_active = True, False
    ana.save()
    assert enviar_aviso_fin(str(run.pk))["nothing"] == 1
    ana.delete()
    assert enviar_aviso_fin(str(run.pk))["sent"] == 0
    assert office.letters == []


def test_the_link_in_the_mail_ends_these_mails_and_no_others(office: PostOffice, ana: Any) -> None:
    run = succeeded(lasted(ask(ana)))
    enviar_aviso_fin(str(run.pk))
    (letter,) = office.to(ana.email)
    address = str(letter["List-Unsubscribe"]).strip(" <>")
    path = address[address.index("/baja/") :]
    assert "Correo cuando termina una tarea" in Client().get(path).content.decode()
    ana.refresh_from_db()
    assert ana.aviso_fin, "looking changes nothing"
    assert Client().post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    ana.refresh_from_db()
    assert (ana.aviso_fin, ana.resumen_semanal) == (False, True)
    assert Client().post(path, {"quiero": "1"}).status_code == 200
    ana.refresh_from_db()
    assert ana.aviso_fin


def test_the_account_page_keeps_the_preference(ana: Any) -> None:
    browser = Client()
    browser.force_login(ana)
    assert 'name="aviso_fin"' in browser.get("/cuenta/").content.decode()
    fields = {"email": ana.email, "idioma": "es-mx", "zona_horaria": "America/Mexico_City"}
    browser.post("/cuenta/", fields)
    ana.refresh_from_db()
    assert not ana.aviso_fin
    browser.post("/cuenta/", fields | {"aviso_fin": "on"})
    ana.refresh_from_db()
    assert ana.aviso_fin
