"""A stage to measure on: an own Redis, an own database and real workers, gone when it is over."""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import django

from scripts.local.leash import dies_with_parent
from scripts.local.redis_choice import find_server
from scripts.local.redis_server import RedisServer

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = (
    "DATABASE_URL",
    "LIVE_REDIS_URL",
    "CHANNELS_REDIS_URL",
    "CELERY_BROKER_URL",
    "CELERY_RESULT_BACKEND",
)


class Stage:
    """Programs and an environment; `VAR_DIR` is a temporary folder."""

    def __init__(self, var: Path, programs: ExitStack) -> None:
        self.var = var
        self._programs = programs

    def start_redis(self) -> None:
        """An own Redis on a free port, and this process pointed at it and set up for Django."""
        folder = self.var / "redis"
        folder.mkdir()
        redis = RedisServer(find_server(ROOT, os.environ), folder)
        redis.configure()
        program = redis.program()
        process = self.start("redis", program.command)
        until(lambda: redis.is_ready(process.pid, ""))
        for name in ELSEWHERE:
            os.environ.pop(name, None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "proyecto.settings",
            "VAR_DIR": str(self.var),
            "SECRET_KEY": secrets.token_urlsafe(32),
            "REDIS_URL": redis.url,
            "LOG_LEVEL": "WARNING",
        }

    def prepare_django(self) -> None:
        """Django in this process, with all tables."""
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)

    def start_worker(self, tasks: str) -> None:
        """A prefork worker with one child, as `make run` starts it, that knows `tasks` too."""
        command = [sys.executable, "-m", "celery", "--app=proyecto", "worker", "--concurrency=1"]
        command += [f"--include={tasks}", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        process = self.start("worker", command)
        until(lambda: " ready." in self.log_of("worker") or process.poll() is not None)
        if process.poll() is not None:
            raise SystemExit(self.log_of("worker"))

    def log_of(self, name: str) -> str:
        """What a program has said so far."""
        return (self.var / f"{name}.log").read_text(errors="replace")

    def run(self, *command: str) -> None:
        """A program that ends by itself, well."""
        subprocess.run(command, cwd=ROOT, check=True)

    def start(self, name: str, command: list[str]) -> "subprocess.Popen[bytes]":
        """A program that runs until the stage is taken down."""
        log = self._programs.enter_context((self.var / f"{name}.log").open("wb"))
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )
        self._programs.callback(_stop, process)
        return process


@contextmanager
def stage() -> Iterator[Stage]:
    """Everything started on it is stopped at the end, in the opposite order."""
    with tempfile.TemporaryDirectory(prefix="avance-bench-") as folder, ExitStack() as programs:
        yield Stage(Path(folder), programs)


def until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for the thing itself. No TimeoutError: a task would take it for trouble that passes."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {seconds} s")
        time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
