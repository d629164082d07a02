"""Which server, with which token: of the environment, else of what `avance login` kept."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Account:
    """Where to ask, and by which token."""

    url: str
    token: str


def folder(variable: str, usual: str) -> Path:
    """Ours in one of the XDG base directories."""
    base = os.environ.get(variable, "")
    return (Path(base) if Path(base).is_absolute() else Path.home() / usual) / "avance"


def account_file() -> Path:
    """Where `avance login` keeps it."""
    return folder("XDG_CONFIG_HOME", ".config") / "account.json"


def account() -> Account | None:
    """The one in force; None where nobody has signed in."""
    kept = _read(account_file())
    url = os.environ.get("AVANCE_URL") or kept.get("url")
    # A token is for its own server: that of the file goes to no other.
    fits = url == kept.get("url")
    token = os.environ.get("AVANCE_TOKEN") or (kept.get("token") if fits else None)
    return Account(str(url), str(token)) if url and token else None


def keep(account: Account) -> Path:
    """Keep it, readable by nobody else."""
    _write(account_file(), {"url": account.url, "token": account.token})
    return account_file()


class Uploads:
    """Where the upload of each file got to, so that the next command goes on there."""

    def __init__(self, url: str, path: Path) -> None:
        facts = path.stat()
        named = [url, str(path.resolve()), facts.st_size, facts.st_mtime_ns]
        self._key = hashlib.sha256(json.dumps(named).encode()).hexdigest()
        self._file = folder("XDG_STATE_HOME", ".local/state") / "uploads.json"

    @property
    def address(self) -> str:
        """Empty where it has not begun."""
        return str(_read(self._file).get(self._key, ""))

    def note(self, address: str) -> None:
        """It has begun, or ("") is over."""
        known = _read(self._file)
        known.pop(self._key, None)
        _write(self._file, known | ({self._key: address} if address else {}))


def _read(file: Path) -> dict[str, Any]:
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _write(file: Path, content: dict[str, Any]) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    # Never, not even for a moment, readable by others.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(content, out)
    fresh.replace(file)
