"""The report of a month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """`run` is the newest that makes it; `files` the address of each kind, once it was made."""

    id: int
    month: str
    state: str
    run: str
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Report":
        """From the server's words."""
        files = {str(file["kind"]): str(file["url"]) for file in said.get("files", ())}
        month, state, run = (str(said.get(name) or "") for name in ("month", "state", "run"))
        return cls(int(said["id"]), month, state, run, files)
