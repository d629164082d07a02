"""`notificar_admin`: mails to ADMINS about notices, grouped and sent once."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.utils import timezone

from proyecto.progress import digest, notices, record
from proyecto.progress.models import Digest, Notification, TaskRun
from proyecto.progress.notices import Severity, notice
from proyecto.progress.vocabulary import Cause, TaskName, TaskState
from scripts.local import ports
from tests.stack.people import People
from workers.aviso import notificar_admin
from workers.outcomes import Rejected, Transient

pytestmark = pytest.mark.usefixtures("redis_process")
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Path, committed: None) -> Iterator[None]:
    """Nothing open of other tests, two administrators, mails as files."""
    settings.ADMINS = [("Ana", "ana@example.org"), ("", "luis@example.org")]
    settings.EMAIL_BACKEND = "proyecto.mail.files.Files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.SITE_URL = "https://avance.example"
    clear()
    yield
    clear()


def clear() -> None:
    now = timezone.now()
    Notification.objects.filter(resolved_at=None).update(resolved_at=now)
    Digest.objects.filter(done_at=None).update(done_at=now)
    TaskRun.objects.filter(task=TaskName.NOTIFICAR_ADMIN).delete()


def give(title: str = "Playa", **given: Any) -> Notification:
    facts = {"task": "procesar_video", "title": title, "error": "disk_full"}
    cause = given.pop("cause", f"test:{uuid.uuid4()}")
    return notice(cause, given.pop("kind", "run_failed"), facts=facts, **given)


def asked() -> list[TaskRun]:
    """The runs that will send mails, in the order in which they were asked for."""
    return list(TaskRun.objects.filter(task=TaskName.NOTIFICAR_ADMIN).order_by("created_at"))


def mails(folder: Path, to: str = "ana@example.org") -> list[EmailMessage]:
    """What one of them got, oldest first."""
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    return [mail for mail in read if mail["To"] == to]  # type: ignore[misc]


def words(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@pytest.fixture
def folder(settings: Any) -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def test_the_first_of_a_cause_is_mailed_at_once_to_each_in_spanish_with_links(
    folder: Path,
) -> None:
    run = TaskRun.objects.create(
        task="procesar_video", queue="video", created_at=timezone.now(), changed_at=timezone.now()
    )
    give("<b>Playa</b>", run=run)
    [asked_for] = asked()
    assert (asked_for.run_at, asked_for.owner) == (None, None)
    assert notificar_admin()["sent"] == 2
    for to in ("ana@example.org", "luis@example.org"):
        [mail] = mails(folder, to)
        assert mail["Subject"].strip() == "Proceso de video: error. El disco está lleno."
        assert f"https://avance.example/tareas/{run.pk}/" in words(mail)
        assert "<b>Playa</b>" in words(mail)
        assert f'href="https://avance.example/tareas/{run.pk}/"' in words(mail, "html")
        assert "&lt;b&gt;Playa&lt;/b&gt;" in words(mail, "html")
        assert 'href="https://avance.example/avisos/"' in words(mail, "html")


def test_the_same_cause_again_is_mailed_after_an_hour_with_how_often(folder: Path) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        give(cause="one")
        notificar_admin()
        TaskRun.objects.filter(pk=asked()[0].pk).update(state=TaskState.SUCCESS)
        clock.shift(60)
        for _ in range(5):
            give(cause="one")
        [_done, later] = asked()
        assert later.run_at == start + HOUR
        assert notificar_admin() == {"notices": 0, "sent": 0}
        clock.move_to(start + HOUR)
        notificar_admin()
    assert len(mails(folder)) == 2
    assert "6 veces" in words(mails(folder)[1])
    assert "5 más que en el correo anterior" in words(mails(folder)[1])


def test_a_hundred_of_one_cause_are_one_run_and_one_mail(folder: Path) -> None:
    for _ in range(100):
        give(cause="one")
    assert len(asked()) == 1
    assert notificar_admin()["notices"] == 1
    assert notificar_admin()["notices"] == 0
    [mail] = mails(folder)
    assert "100 veces" in words(mail)


def test_all_that_is_due_is_in_one_mail(folder: Path) -> None:
    for number in range(60):
        give(f"Película {number}")
    assert len(asked()) == 1
    assert notificar_admin()["notices"] == 60
    [mail] = mails(folder)
    assert mail["Subject"] == "60 avisos que debes ver"
    assert words(mail).count("https://avance.example/avisos/") == 1
    assert "Y más en la página." in words(mail)


def test_what_is_not_due_yet_when_a_mail_goes_out_has_its_own_later(folder: Path) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        give(cause="one")
        notificar_admin()
        clock.shift(1800)
        give(cause="two")
        notificar_admin()
        clock.shift(60)
        TaskRun.objects.filter(task=TaskName.NOTIFICAR_ADMIN).delete()
        give(cause="one")
        give(cause="two")
        [first] = asked()
        assert first.run_at == start + HOUR
        clock.move_to(start + HOUR)
        first.delete()
        assert notificar_admin()["notices"] == 1
        [second] = asked()
        assert second.run_at == start + HOUR * 1.5
        clock.move_to(start + HOUR * 1.5)
        assert notificar_admin()["notices"] == 1
    assert len(mails(folder)) == 4


@pytest.mark.parametrize("attended", ["acknowledge", "resolve"])
def test_nothing_is_mailed_while_somebody_attends_to_it(
    folder: Path, people: People, attended: str
) -> None:
    getattr(notices, attended)(give(cause="one").pk, people.new())
    assert notificar_admin()["notices"] == 0
    assert mails(folder) == []


@pytest.mark.parametrize(
    "given", [{"severity": Severity.INFO}, {"kind": "mail_failed", "severity": Severity.ERROR}]
)
def test_news_and_the_mails_own_troubles_ask_for_no_mail(given: dict[str, Any]) -> None:
    give(**given)
    assert asked() == []
    assert notificar_admin()["notices"] == 0


def test_without_admins_nothing_is_asked_for_and_who_asks_is_told(settings: Any) -> None:
    settings.ADMINS = []
    give()
    assert asked() == []
    with pytest.raises(Rejected, match="no_admins"):
        notificar_admin()


def test_its_own_failure_is_a_notice_and_asks_for_nothing_more() -> None:
    give()
    [run] = asked()
    record.claim(run.pk, "worker")
    record.fail(run.pk, 1, Cause.ERROR, "mail_away")
    [one] = Notification.objects.filter(run=run)
    assert (one.kind, one.severity) == ("mail_failed", "error")
    assert asked() == [TaskRun.objects.get(pk=run.pk)]


class Server:
    """What a mail server does with each address: takes it, or answers so."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.got: list[str] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get(address, "250 OK")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.got += envelope.rcpt_tos
        return "250 OK"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """A real one, that the settings name."""
    handler = Server()
    port = ports.any_free()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    yield handler
    controller.stop()


def test_who_has_it_does_not_get_it_again_when_it_is_tried_again(server: Server) -> None:
    server.answers["luis@example.org"] = "451 later"
    give(cause="one")
    with pytest.raises(Transient, match="mail_some_later"):
        notificar_admin()
    give(cause="two")
    server.answers.clear()
    assert notificar_admin()["notices"] == 2
    assert sorted(server.got) == ["ana@example.org"] * 2 + ["luis@example.org"] * 2
    assert not digest.unsent().exists()


def test_a_server_that_takes_it_for_nobody_is_said(server: Server) -> None:
    server.answers = dict.fromkeys(("ana@example.org", "luis@example.org"), "550 unknown")
    give()
    with pytest.raises(Rejected, match="admins_refused"):
        notificar_admin()
    assert not digest.unsent().exists(), "it is not sent for ever"


def test_nothing_is_mailed_of_a_cause_while_it_is_muted_and_all_of_it_afterwards(
    folder: Path, people: People
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        one = give(cause="one")
        notificar_admin()
        TaskRun.objects.filter(pk=asked()[0].pk).update(state=TaskState.SUCCESS)
        notices.mute(one.pk, people.new(), start + 8 * HOUR)
        clock.shift(2 * HOUR)
        for _ in range(5):
            give(cause="one")
        assert len(asked()) == 1, "no run is asked for"
        assert notificar_admin() == {"notices": 0, "sent": 0}
        clock.move_to(start + 8 * HOUR)
        notices.unmute_due()
        assert len(asked()) == 2
        notificar_admin()
    assert "5 más que en el correo anterior" in words(mails(folder)[1])


def test_a_cause_that_was_muted_and_did_not_come_again_is_not_mailed_about(
    folder: Path, people: People
) -> None:
    one = give(cause="one")
    notificar_admin()
    notices.mute(one.pk, people.new(), timezone.now())
    notices.unmute_due()
    assert len(asked()) == 1
    assert notificar_admin() == {"notices": 0, "sent": 0}


def test_of_what_was_given_to_somebody_no_mail_is_sent_until_it_is_put_back(
    folder: Path, people: People
) -> None:
    boss = people.new()
    one = give(cause="one")
    notices.assign(one.pk, boss, people.new())
    assert notificar_admin() == {"notices": 0, "sent": 0}
    notices.release(one.pk, boss)
    assert notificar_admin()["notices"] == 1


def test_what_is_over_before_the_mail_goes_out_is_not_in_it(folder: Path) -> None:
    notices.begins("test:over", "disk_low", Severity.ERROR, {"percent": 4.2, "free": 10**9})
    give()
    notices.over("test:over")
    notificar_admin()
    assert mails(folder)[0]["Subject"].strip() == "Proceso de video: error. El disco está lleno."
