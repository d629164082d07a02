"""The file of the demo accounts: one line each, name and first password."""

from pathlib import Path

from scripts.local.place import write_private


def read_accounts(file: Path) -> dict[str, str]:
    """Name and first password of each account; empty if the file is gone."""
    try:
        return dict(line.split() for line in file.read_text(encoding="utf-8").splitlines())
    except (OSError, ValueError):
        return {}


def write_accounts(file: Path, accounts: dict[str, str]) -> None:
    write_private(file, "".join(f"{name} {password}\n" for name, password in accounts.items()))
