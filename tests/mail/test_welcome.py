"""The welcome mail, read where it arrives: at a mail server."""

from typing import Any

import pytest

from proyecto.progress.models import Effect
from tests.mail.conftest import SMTP
from tests.mail.post_office import PostOffice, post_office
from workers.correo import enviar_email_bienvenida
from workers.outcomes import Rejected, Transient


def test_it_arrives_in_html_and_plain_text_in_the_persons_language(
    office: PostOffice, ana: Any, settings: Any
) -> None:
    settings.SITE_URL = "https://avance.example"
    result = enviar_email_bienvenida(ana.pk)

    (letter,) = office.letters
    assert letter["From"] == "noreply@app.com"
    assert letter["To"] == ana.email
    assert letter["Subject"] == "Te damos la bienvenida a Avance"
    assert letter["Message-ID"] == result["message_id"]
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert f"Te damos la bienvenida, {ana.username}" in plain.get_content()
    assert 'href="https://avance.example/subir/"' in html.get_content()
    assert ana.username in html.get_content()


def test_another_language_is_written_to_whoever_speaks_it(office: PostOffice, ana: Any) -> None:
    ana.idioma = "en"
    ana.save()
    enviar_email_bienvenida(ana.pk)
    assert office.letters[0]["Subject"] == "Welcome to Avance"
    assert office.letters[0]["Content-Language"] == "en"


def test_however_often_the_task_runs_there_is_one(office: PostOffice, ana: Any) -> None:
    first = enviar_email_bienvenida(ana.pk)
    for _ in range(3):
        assert enviar_email_bienvenida(ana.pk) == first
    assert len(office.letters) == 1


def test_a_server_that_says_not_now_is_asked_again_later(office: PostOffice, ana: Any) -> None:
    office.answers = ["451 Greylisted, come back in a minute"]
    with pytest.raises(Transient) as raised:
        enviar_email_bienvenida(ana.pk)
    assert raised.value.code == "mail_later"
    assert "Greylisted" in raised.value.facts["answer"]
    assert office.letters == []
    enviar_email_bienvenida(ana.pk)
    assert len(office.letters) == 1


def test_a_server_that_will_not_have_it_ends_it_with_its_words(
    office: PostOffice, ana: Any
) -> None:
    office.answers = ["550 No such person here"]
    with pytest.raises(Rejected) as raised:
        enviar_email_bienvenida(ana.pk)
    assert raised.value.code == "mail_refused"
    assert raised.value.facts["answer"] == "550 No such person here"
    assert Effect.objects.get(key=f"mail:bienvenida:{ana.pk}").state == Effect.State.REFUSED


def test_a_server_that_is_away_is_waited_for_and_nothing_counts_as_begun(
    ana: Any, settings: Any
) -> None:
    with post_office() as office:
        port = office.port
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    with pytest.raises(Transient) as raised:
        enviar_email_bienvenida(ana.pk)
    assert raised.value.code == "mail_away"
    assert not Effect.objects.filter(key=f"mail:bienvenida:{ana.pk}").exists()


@pytest.mark.parametrize(
    ("field", "value"), [("email", ""), ("email", "ana@"), ("is_active", False)]
)
def test_who_can_not_be_written_to_is_not(
    office: PostOffice, ana: Any, field: str, value: Any
) -> None:
    setattr(ana, field, value)
    ana.save()
    with pytest.raises(Rejected) as raised:
        enviar_email_bienvenida(ana.pk)
    assert raised.value.code in {"no_address", "no_account"}
    assert office.letters == []
