"""The mails that lie as files, for a page: hostile or torn as they may be, they are only shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

from proyecto.mail.files import SUFFIX, folder

# Longer parts are cut: nobody reads them here.
MOST_CHARACTERS = 500_000


@dataclass(frozen=True, slots=True)
class Line:
    """One mail in the list."""

    name: str
    subject: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail with all that it holds; `html` and `text` are empty where it has none."""

    name: str
    subject: str
    headers: list[tuple[str, str]]
    text: str
    html: str


def names() -> list[str]:
    """All of them, newest first."""
    return [path.stem for path in sorted(_files(), key=_moment, reverse=True)]


def line(name: str) -> Line:
    """What the list says of one."""
    path = folder() / (name + SUFFIX)
    with path.open("rb") as file:
        head = BytesHeaderParser(policy=policy.default).parse(file)
    return Line(name, _said(head, "Subject"), _said(head, "To"), _at(path))


def read(name: str) -> Mail | None:
    """One mail; None if there is none of that name."""
    path = next((path for path in _files() if path.stem == name), None)
    if path is None:
        return None
    with path.open("rb") as file:
        mail = message_from_binary_file(file, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    headers = [(field, _said(mail, field)) for field in dict.fromkeys(mail.keys())]
    return Mail(name, _said(mail, "Subject"), headers, _part(mail, "plain"), _part(mail, "html"))


def _files() -> Iterator[Path]:
    if folder().is_dir():
        yield from (p for p in folder().iterdir() if p.suffix == SUFFIX and p.is_file())


def _moment(path: Path) -> float:
    return path.stat().st_mtime


def _at(path: Path) -> datetime:
    return datetime.fromtimestamp(_moment(path), UTC)


def _said(mail: EmailMessage, field: str) -> str:
    try:
        return ", ".join(str(value) for value in mail.get_all(field, []))
    except (ValueError, IndexError, AttributeError, TypeError):
        return "?"  # the parser of headers stumbles over some torn ones


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    if part is None:
        return ""
    try:
        text = str(part.get_content())
    except (LookupError, ValueError, AttributeError):
        raw = part.get_payload(decode=True)
        text = raw.decode(errors="replace") if isinstance(raw, bytes) else str(raw)
    return text[:MOST_CHARACTERS]
