"""Typed readers of environment values. A bad value names its variable and what it may be."""

import os
from email.utils import getaddresses
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

TRUE = {"1", "true", "yes", "on", "si", "sí"}
FALSE = {"0", "false", "no", "off", ""}
SAID = {**dict.fromkeys(TRUE, True), **dict.fromkeys(FALSE, False)}


class BadEnvironment(ValueError):
    """A variable holds a value that can't be used; the message says which and what is expected."""


def text(name: str, default: str = "") -> str:
    """The value without surrounding blanks."""
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    """A yes or no: 1/0, true/false, yes/no, on/off."""
    value = os.environ.get(name)
    if value is None:
        return default
    word = value.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise BadEnvironment(f"{name}={value!r}: expected one of 1, 0, true, false, yes, no")


def integer(name: str, default: int, least: int = 0) -> int:
    """A whole number, not under `least`."""
    value = os.environ.get(name)
    if value is None or not value.strip():
        return default
    try:
        number = int(value)
    except ValueError:
        raise BadEnvironment(f"{name}={value!r}: expected a whole number") from None
    if number < least:
        raise BadEnvironment(f"{name}={value!r}: expected at least {least}")
    return number


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas or blanks."""
    return text(name, default).replace(",", " ").split()


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks or single addresses, separated by commas or blanks: 10.1.0.0/16."""
    try:
        return [ip_network(word) for word in words(name)]
    except ValueError as error:
        raise BadEnvironment(f"{name}: {error}; expected networks such as 10.1.0.0/16") from None


def path(name: str, default: Path) -> Path:
    """A folder or file, `~` expanded, made absolute."""
    value = text(name)
    return Path(value).expanduser().resolve() if value else default


def secret(name: str) -> str:
    """The value of `name`, or the text of the file that `<name>_FILE` names."""
    value = text(name)
    if value:
        return value
    file = text(f"{name}_FILE")
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise BadEnvironment(f"{name}_FILE={file!r}: {error.strerror}") from None


def link(name: str) -> str:
    """The address of a page, as a browser has it; nothing else may be behind a link of ours."""
    value = text(name)
    if value and not (urlsplit(value).scheme in {"http", "https"} and urlsplit(value).hostname):
        raise BadEnvironment(f"{name}={value!r}: expected http://… or https://…")
    return value


class Mail(NamedTuple):
    """How mails leave, in the order of Django's settings. Without a host they don't."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    tls: bool = False
    ssl: bool = False
    # For each answer of the server, in seconds.
    timeout: int = 30


MAIL_IS = "expected smtp://user:password@host:587/?tls=1 or smtps://user:password@host"


def mail(name: str) -> Mail:
    """A mail server from a URL: `smtp://user:password@host:587/?tls=1` begins in the open and turns
    to TLS, `smtps://user:password@host:465` is TLS from the start. `&timeout=60` is in seconds.
    Nothing of a bad value is shown: it may hold a password."""
    url = secret(name)
    try:
        return _mail_server(urlsplit(url)) if url else Mail()
    except (ValueError, KeyError):
        raise BadEnvironment(f"{name}: {MAIL_IS}") from None


def _mail_server(parts: SplitResult) -> Mail:
    options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    starts_tls = SAID[options.pop("tls", "0").lower()]
    timeout = int(options.pop("timeout", Mail().timeout))
    encrypted = {"smtp": False, "smtps": True}[parts.scheme]
    if options or not parts.hostname or timeout <= 0 or (starts_tls and encrypted):
        raise ValueError
    usual = 465 if encrypted else 587 if starts_tls else 25
    return Mail(
        parts.hostname,
        parts.port or usual,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        starts_tls,
        encrypted,
        timeout,
    )


def mailboxes(name: str) -> list[tuple[str, str]]:
    """Names and addresses, separated by commas: `Ana <ana@example.org>, luis@example.org`."""
    value = text(name)
    found = getaddresses([value]) if value else []
    for _, address in found:
        try:
            validate_email(address)
        except ValidationError:
            expected = "expected Ana <ana@example.org>, …"
            raise BadEnvironment(f"{name}={value!r}: {expected}") from None
    return found


def database(name: str, default_sqlite: Path) -> dict[str, object]:
    """Django's database settings from a URL: `sqlite:///path` or `postgres://user:pass@host/db`."""
    url = text(name) or f"sqlite:///{default_sqlite}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(parts.path[1:] if parts.path.startswith("//") else parts.path)
    if parts.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise BadEnvironment(f"{name}={url!r}: expected sqlite:///path or postgres://…")


def _sqlite(file: str) -> dict[str, object]:
    # IMMEDIATE: a transaction that will write takes the lock at its start and waits its turn;
    # a lock taken half-way fails at once with "database is locked" whatever the time-out says.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA foreign_keys=ON;",
        },
    }
