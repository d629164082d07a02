"""What is installed in `.venv`: which lock files, by their SHA-256. Written last, so that an
installation that was cut short is taken up again."""

import hashlib
import json
from pathlib import Path


def is_fresh(root: Path, locks: list[Path]) -> bool:
    """Whether every one of these lock files is installed as it reads now."""
    installed = _read(root)
    return all(installed.get(lock.name) == _digest(lock) for lock in locks)


def write(root: Path, locks: list[Path]) -> None:
    installed = _read(root) | {lock.name: _digest(lock) for lock in locks}
    _path(root).write_text(json.dumps(installed, indent=1), encoding="utf-8")


def _read(root: Path) -> dict[str, str]:
    try:
        return dict(json.loads(_path(root).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _path(root: Path) -> Path:
    return root / ".venv" / "installed.json"


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
