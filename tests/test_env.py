"""Readers of the environment: what they understand, and what they say of what they don't."""

import pytest

from proyecto import env

NAME = "SOMETHING"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", env.Mail()),
        ("smtp://mail.example", env.Mail("mail.example", 25)),
        ("smtp://mail.example/?tls=1", env.Mail("mail.example", 587, tls=True)),
        ("smtps://mail.example", env.Mail("mail.example", 465, ssl=True)),
        (
            "smtp://ana%40app.com:p%2Fw@[::1]:2525/?timeout=5",
            env.Mail("::1", 2525, "ana@app.com", "p/w", timeout=5),
        ),
    ],
)
def test_a_mail_server_is_read_from_its_url(
    url: str, server: env.Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, url)
    assert env.mail(NAME) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://user:hush@:25",
        "smtp://user:hush@host:mail",
        "smtp://user:hush@host/?tls=perhaps",
        "smtps://user:hush@host/?tls=1",
        "smtp://user:hush@host/?speed=high",
        "smtp://user:hush@host/?timeout=0",
        "smtp://user:hush@host/?tls",
    ],
)
def test_a_bad_mail_url_names_its_variable_and_never_shows_the_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAME, url)
    with pytest.raises(env.BadEnvironment, match="SOMETHING: expected smtp://") as said:
        env.mail(NAME)
    assert "hush" not in str(said.value)


def test_mailboxes_are_names_and_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, '"Ana, la jefa" <ana@example.org>, luis@example.org')
    assert env.mailboxes(NAME) == [("Ana, la jefa", "ana@example.org"), ("", "luis@example.org")]
    monkeypatch.setenv(NAME, " ")
    assert env.mailboxes(NAME) == []


@pytest.mark.parametrize("value", ["ana", "ana@", "@x.org", "Ana <ana@x.org>, luis", "a b@x.org"])
def test_what_is_no_mailbox_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(env.BadEnvironment, match=NAME):
        env.mailboxes(NAME)


def test_a_link_leads_to_a_page_and_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "https://flower.example/x")
    assert env.link(NAME) == "https://flower.example/x"
    monkeypatch.setenv(NAME, "")
    assert env.link(NAME) == ""


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "flower.example", "https://", "file:///x"]
)
def test_what_is_no_link_is_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(env.BadEnvironment, match=NAME):
        env.link(NAME)
