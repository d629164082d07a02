"""The health checks of the containers, asked of real programs."""

import subprocess
import sys
from socket import gethostname

import pytest

from proyecto.progress.models import Lease
from tests.scripts.waiting import until
from tests.stack.place import ROOT
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow


def health(stack: Stack, *words: str, **environment: str) -> tuple[int, str]:
    """Exit code and sentence of one check."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.health", *words],
        capture_output=True, text=True, check=False, cwd=ROOT,
        env=stack.environment | environment,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_web_process_is_well_while_it_answers(stack: Stack) -> None:
    port = str(stack.port)

    assert health(stack, "web", port) == (0, "")
    stack["web"].freeze()
    code, said = health(stack, "web", port)
    assert code == 1
    assert "timed out" in said


def test_a_web_process_that_is_reached_by_https_and_another_name_is_asked_as_such(
    stack: Stack,
) -> None:
    server = {"HTTPS": "1", "ALLOWED_HOSTS": ".example.org 127.0.0.1", "BEHIND_PROXY": "1"}
    stack.restart("web", **server)

    assert health(stack, "web", str(stack.port), **server) == (0, "")


def test_a_worker_is_well_while_it_hears(stack: Stack) -> None:
    assert health(stack, "worker", "video@test") == (0, "")
    assert health(stack, "worker", "video") == (1, f"video@{gethostname()} does not answer\n")
    stack["video"].freeze()
    assert health(stack, "worker", "video@test") == (1, "video@test does not answer\n")


def test_a_worker_without_redis_is_not_well(stack: Stack) -> None:
    stack.redis.kill()

    code, said = health(stack, "worker", "video@test")

    assert code == 1
    assert said.startswith("Redis: ")


def test_beat_is_well_while_one_renews_its_lease(stack: Stack) -> None:
    Lease.objects.filter(role="beat").delete()
    assert health(stack, "beat") == (1, "no beat has renewed its lease\n")
    stack.start("beat")
    until(lambda: health(stack, "beat") == (0, ""))
    stack["beat"].kill()
    until(lambda: health(stack, "beat") == (1, "no beat has renewed its lease\n"), 30)
