"""`make up`: Avance in containers, by one command; needs Docker Compose and nothing else.

A `.env` that is missing is made from `.env.example`, with secrets of its own; one that is there is
left alone.
"""

import os
import secrets
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.complaint import Complaint, complaints_end_the_program
from scripts.console import Console
from scripts.language import _
from scripts.local.place import write_private

ROOT = Path(__file__).resolve().parent.parent
DOCKER = "docker compose"
FIRST_ACCOUNT = ("exec", "web", "python", "manage.py", "createsuperuser")


def main(arguments: list[str]) -> int:
    console = Console()
    with complaints_end_the_program():
        compose = find_compose(os.environ.get("COMPOSE") or DOCKER)
        if make_environment(ROOT):
            console.say(_("Made .env, with secrets of its own."))
        start = [*compose, "up", "--detach", "--build", "--wait", *arguments]
        if code := subprocess.run(start, cwd=ROOT, check=False).returncode:
            sentence = _("Not everything is up ({code}): what failed is said above.")
            raise Complaint(sentence.format(code=code))
        console.say(_("Avance is running: {address}").format(address=address_in(ROOT)))
        account = shlex.join([*compose, *FIRST_ACCOUNT])
        console.say(_("The first account of the team: {command}").format(command=account))
    return 0


def find_compose(words: str) -> list[str]:
    """The command that runs a compose.yaml here, as COMPOSE or Docker names it."""
    command = shlex.split(words)
    if shutil.which(command[0]) is None:
        raise Complaint(
            _(
                "There is no {program} here."
                " Install Docker with its Compose, or name what you have:\n"
                '  make up COMPOSE="podman-compose"\n'
                "Without containers: make run"
            ).format(program=command[0])
        )
    return command


def make_environment(root: Path) -> bool:
    """Whether `.env` was missing, and has been made."""
    if (root / ".env").exists():
        return False
    example = (root / ".env.example").read_text(encoding="utf-8")
    write_private(root / ".env", with_secrets(example))
    return True


def with_secrets(example: str) -> str:
    """Every variable that has no value gets one that nobody knows."""
    lines = [
        line + secrets.token_hex(32) if is_empty(line) else line for line in example.splitlines()
    ]
    return "\n".join(lines) + "\n"


def is_empty(line: str) -> bool:
    return line.endswith("=") and not line.startswith("#")


def address_in(root: Path) -> str:
    """Where `.env` says that people reach it."""
    lines = (root / ".env").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    return given.get("SITE_URL", "http://localhost:8000").rstrip("/") + "/"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
