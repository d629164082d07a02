"""Mails as files."""

import stat
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection

from proyecto.mail.files import file_of, kept


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND = "proyecto.mail.files.Files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


def a_mail(subject: str = "Hola", message_id: str = "<a1@app.com>") -> EmailMessage:
    return EmailMessage(
        subject, "Buenas tardes, Muñoz.", to=["ana@example.org"], headers={"Message-ID": message_id}
    )


def test_a_mail_becomes_a_file_that_mail_programs_read_and_others_may_not(folder: Path) -> None:
    assert not kept("<a1@app.com>")
    assert a_mail("Año nuevo").send() == 1
    (file,) = folder.iterdir()
    assert kept("<a1@app.com>")
    read = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert (read["Subject"], read["To"]) == ("Año nuevo", "ana@example.org")
    assert read.get_content().strip() == "Buenas tardes, Muñoz."
    assert (file.name, file.suffix) == ("a1@app.com.eml", ".eml")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_same_letter_handed_over_twice_is_one_file(folder: Path) -> None:
    assert get_connection().send_messages([a_mail(), a_mail(), a_mail(message_id="<b@x>")]) == 2 + 1
    assert sorted(file.name for file in folder.iterdir()) == ["a1@app.com.eml", "b@x.eml"]


@pytest.mark.parametrize(
    "name", ["<../../etc/passwd@x>", "</abs@x>", "<..>", "<a\0b@x>", "<" + "x" * 999]
)
def test_no_message_id_leads_out_of_the_folder(folder: Path, name: str) -> None:
    file = file_of(name)
    assert file.parent == folder
    assert file.name not in {".", ".."}
    assert len(file.name) < 255
