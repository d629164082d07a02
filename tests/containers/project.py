"""A project of Compose of a trial's own: its names, its volumes, its ports, its secrets."""

import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from scripts.local import ports
from scripts.up import with_secrets
from tests.containers.composed import EXAMPLE
from tests.docs.markdown import ROOT

NAME = "avance-trial"
BUILD_SECONDS = 1800.0


@dataclass(frozen=True)
class Project:
    """`command` is what runs a compose.yaml here. Everything is in force by variables, so that a
    `.env` of the checkout changes nothing."""

    command: list[str]
    port: int
    flower_port: int
    environment: dict[str, str]
    log: Path

    @property
    def address(self) -> str:
        """Of the web, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def up(self, *words: str, **environment: str) -> None:
        """As the page says it; returns when all is well."""
        self.compose("up", "-d", "--build", "--wait", *words, **environment)

    def down(self, *words: str) -> None:
        self.compose("down", *words)

    def compose(self, *words: str, stdin: str | None = None, **environment: str) -> str:
        """What it prints; fails the test with its last words."""
        done = subprocess.run(
            [*self.command, "-p", NAME, *words],
            cwd=ROOT, env=self.environment | environment, input=stdin,
            capture_output=True, text=True, check=False, timeout=BUILD_SECONDS,
        )  # fmt: skip
        with self.log.open("a") as log:
            log.write(f"$ {shlex.join(words)}\n{done.stdout}{done.stderr}\n")
        assert done.returncode == 0, f"{shlex.join(words)}:\n{(done.stdout + done.stderr)[-3000:]}"
        return done.stdout

    def inside(self, service: str, *words: str) -> str:
        """Run something in a container."""
        return self.compose("exec", "-T", service, *words)


def make_project(folder: Path) -> Project:
    """A new one; nothing of it is up."""
    port, flower_port = ports.any_free(), ports.any_free()
    lines = with_secrets(EXAMPLE).splitlines()
    example = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    environment = (
        dict(os.environ)
        | example
        | {
            "PORT": str(port),
            "FLOWER_PORT": str(flower_port),
            "SITE_URL": f"http://127.0.0.1:{port}",
            "AVANCE_TAG": "trial",
        }
    )
    command = shlex.split(os.environ.get("COMPOSE") or "docker compose")
    return Project(command, port, flower_port, environment, folder / "compose.log")
