"""The receivers of docs/webhooks.md, taken from the page and run: they know us, and nobody else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from proyecto.outward.address import Target, target_of
from proyecto.outward.post import Unanswered, post
from proyecto.progress import webhooks
from proyecto.progress.models import Webhook
from scripts.local import ports
from tests.docs.markdown import page
from tests.scripts.waiting import until

BODY = json.dumps({"type": "event", "kind": "run.succeeded", "run": "Ñandú"}).encode()
PROGRAMS = {"python": [sys.executable, "receiver.py"], "js": ["node", "receiver.mjs"]}


def signed(hook: Webhook, message: str = "1", age: float = 0) -> dict[str, str]:
    at = timezone.now() - timedelta(seconds=age)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": webhooks.signature(hook, message, at, BODY),
    }


@pytest.fixture(params=PROGRAMS)
def receiver(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[tuple[Webhook, Target, Path]]:
    """One of them at work for a webhook; what it prints is in a file."""
    program, name = PROGRAMS[request.param]
    if shutil.which(program) is None and "CI" not in os.environ:
        pytest.skip(f"no {program} here")
    (block,) = [one for one in page("docs/webhooks.md").blocks if one.language == request.param]
    (tmp_path / name).write_text(block.text, encoding="utf-8")
    hook = Webhook(salt="new")
    environment = {"PATH": os.environ["PATH"], "WEBHOOK_SECRET": webhooks.secret_of(hook.salt)}
    port, said = ports.any_free(), tmp_path / "said"
    target = target_of(f"http://127.0.0.1:{port}/x", [ip_network("127.0.0.0/8")])
    with said.open("wb") as output:
        command = [program, name, str(port)]
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment, stdout=output, stderr=subprocess.DEVNULL
        )
    try:
        until(lambda: answers(target))
        yield hook, target, said
    finally:
        process.kill()
        process.wait(10)


def answers(target: Target) -> bool:
    try:
        post(target, b"", {"webhook-id": "", "webhook-timestamp": ""})
    except Unanswered:
        return False
    return True


def test_a_receiver_takes_what_is_genuine_once_and_nothing_else(
    receiver: tuple[Webhook, Target, Path],
) -> None:
    hook, target, said = receiver

    def status(headers: dict[str, str], body: bytes = BODY, **path: Any) -> int:
        return post(replace(target, **path), body, headers).status

    assert status(signed(hook)) == 204
    assert status(signed(hook)) == 204, "the same again is taken, and not believed twice"
    rotated = Webhook(salt="newer", old_salt="new", old_until=timezone.now() + timedelta(1))
    assert status(signed(rotated, "2")) == 204
    assert status(signed(hook), BODY + b" ") == 400
    assert status(signed(Webhook(salt="another"), "3")) == 400
    assert status(signed(hook, "4", age=400)) == 400
    assert status(signed(hook) | {"webhook-id": "5"}) == 400
    until(lambda: len(said.read_text().splitlines()) == 2)
    assert said.read_text() == "run.succeeded Ñandú\n" * 2
