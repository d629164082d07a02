"""How a letter is written."""

from types import SimpleNamespace
from typing import Any

import pytest

from proyecto.mail.letter import letter, message_id


def ana(**fields: Any) -> SimpleNamespace:
    given = {"username": "ana", "email": "ana@example.org", "idioma": "", "zona_horaria": ""}
    return SimpleNamespace(**given | fields)


@pytest.mark.parametrize(
    ("language", "subject"), [("", "Te damos la bienvenida a Avance"), ("en", "Welcome to Avance")]
)
def test_a_letter_has_two_parts_in_the_language_of_its_reader(
    language: str, subject: str, settings: Any
) -> None:
    settings.SITE_URL = "https://avance.example"
    message = letter("bienvenida", ana(idioma=language), "mail:bienvenida:1", {})
    (html,) = [part for part in message.message().walk() if part.get_content_type() == "text/html"]
    page = html.get_payload(decode=True).decode()
    assert message.subject == subject
    assert message.to == ["ana@example.org"]
    assert message.from_email == "noreply@app.com"
    assert 'href="https://avance.example/subir/"' in page
    assert "https://avance.example/subir/" in message.body
    assert f'lang="{language or "es"}' in page
    assert "<" not in message.body


def test_a_name_is_text_in_html_and_itself_in_plain_text() -> None:
    message = letter("bienvenida", ana(username="<b>Ana & co</b>\n"), "k", {})
    (page, _type) = message.alternatives[0]
    assert "&lt;b&gt;Ana &amp; co&lt;/b&gt;" in page
    assert "<b>Ana & co</b>" in message.body


def test_the_same_key_is_the_same_message_id_and_another_installation_has_others(
    settings: Any,
) -> None:
    first, other = message_id("mail:bienvenida:1"), message_id("mail:bienvenida:2")
    assert first == message_id("mail:bienvenida:1") != other
    assert first.endswith("@app.com>")
    settings.SECRET_KEY = "another"
    assert message_id("mail:bienvenida:1") != first
