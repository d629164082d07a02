"""Server-sent events, by the clients that people have: curl, and a page of another origin."""

import http.client
import json
import shutil
import subprocess
import urllib.error
import urllib.request
import uuid
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

from proyecto.progress import record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.teller import teller
from proyecto.progress.tokens import Scope, make_token, revoke_token
from tests.scripts.waiting import until
from tests.stack.frames import check
from tests.stack.guion import NAME
from tests.stack.people import People, Person
from tests.stack.stack import Stack


def url(stack: Stack, run: TaskRun | uuid.UUID, query: str = "") -> str:
    return f"{stack.address}/api/v1/runs/{getattr(run, 'pk', run)}/events{query}"


class Curl:
    """`curl -N`, and what it has printed so far."""

    def __init__(self, address: str, token: str, out: Path, *more: str) -> None:
        self.out = out
        command = ["curl", "-sN", "-H", f"Authorization: Bearer {token}", *more, address]
        with out.open("wb") as file:
            self._process = subprocess.Popen(command, stdout=file)

    def __enter__(self) -> "Curl":
        return self

    def __exit__(self, *problem: object) -> None:
        self._process.kill()
        self._process.wait()

    def text(self) -> str:
        return self.out.read_text(encoding="utf-8")

    def ended(self, seconds: float = 30) -> int:
        until(lambda: self._process.poll() is not None, seconds)
        return int(self._process.returncode)

    def events(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Id, type and data of each event."""
        found = []
        for block in self.text().split("\n\n")[:-1]:
            lines = dict(line.split(": ", 1) for line in block.split("\n") if line[0] != ":")
            if "data" in lines:
                data = json.loads(lines["data"])
                check({**data, **({"subs": []} if lines["event"] in SUBBED else {})})
                found.append((lines.get("id", ""), lines["event"], data))
        return found


SUBBED = {"snapshot", "event", "live", "gone"}


@pytest.fixture(autouse=True)
def curl() -> None:
    assert shutil.which("curl"), "these tests want curl"


@pytest.fixture
def token(person: Person) -> str:
    return make_token(person.user, "curl", [Scope.READ])[1]


@pytest.fixture
def run(person: Person) -> TaskRun:
    """One that no worker takes."""
    run = launch(
        "procesar_video", 0, owner=person.user, title="Playa", queue=f"nobody-{uuid.uuid4()}"
    )
    teller().drain()
    return run


def test_a_run_is_told_from_its_snapshot_to_its_end_and_then_the_stream_ends(
    stack: Stack, person: Person, token: str, tmp_path: Path
) -> None:
    gate = tmp_path / "gate"
    steps: list[list[Any]] = [["phase", "uno"], ["report", 1, 2], ["until", str(gate)]]
    with stack.whole("web", "guion"):
        run = launch(NAME, steps, owner=person.user, title="Guion")
        with Curl(url(stack, run), token, tmp_path / "out") as curl:
            until(lambda: "event: live" in curl.text())
            gate.touch()
            assert curl.ended() == 0
    _id, kind, first = curl.events()[0]
    assert kind == "snapshot"
    told = [data for _, kind, data in curl.events() if kind == "event"]
    numbers = [data["at"]["n"] for data in told if data["kind"] != "run.tick"]
    begin = first["at"]["n"]
    assert numbers == list(range(begin + 1, begin + 1 + len(numbers)))
    assert told[-1]["kind"] == "run.succeeded"
    assert curl.events()[-1][0] == ":".join(
        str(told[-1]["at"][part]) for part in ("epoch", "seq", "n")
    )


def test_who_comes_back_with_the_last_id_misses_nothing_and_after_the_end_is_told_to_stop(
    stack: Stack, token: str, run: TaskRun, tmp_path: Path
) -> None:
    with Curl(url(stack, run), token, tmp_path / "first") as curl:
        until(curl.events)
    last = curl.events()[0][0]
    record.move(run.pk, None)
    record.request_cancel(run.pk)
    with Curl(url(stack, run), token, tmp_path / "again", "-H", f"Last-Event-ID: {last}") as curl:
        assert curl.ended() == 0
    rows = list(run.events.order_by("n").values_list("n", flat=True))
    told = curl.events()
    assert [data["at"]["n"] for _, kind, data in told if kind == "event"] == rows[1:]
    assert told[-1][1] == "snapshot"
    assert told[-1][2]["recovered"]
    assert status(stack, run, token, **{"Last-Event-ID": told[-1][0]}) == 204


def status(stack: Stack, run: Any, token: str, query: str = "", **headers: str) -> int:
    request = urllib.request.Request(url(stack, run, query), headers=headers)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        refused = error
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert json.loads(refused.read())["status"] == refused.code
    return refused.code


def test_foreign_and_unknown_runs_are_not_found_and_nobody_is_nobody(
    stack: Stack, run: TaskRun, person: Person, people: People, token: str
) -> None:
    stranger = make_token(people.new(), "x", [Scope.READ])[1]
    narrow = make_token(people.new(), "x", [Scope.WRITE])[1]
    assert status(stack, run, stranger) == 404
    assert status(stack, uuid.uuid4(), token) == 404
    assert status(stack, run, "") == 401
    assert status(stack, run, "avance_nothing") == 401
    assert status(stack, run, "", Cookie=person.cookie) == 401, "a cookie says nothing here"
    assert status(stack, run, narrow) == 403


def test_a_person_reads_it_line_by_line_and_no_title_commands_their_terminal(
    stack: Stack, person: Person, token: str, tmp_path: Path
) -> None:
    run = launch(
        "procesar_video", 0, owner=person.user, title="Pla\x1b[2Jya", queue=f"nobody-{uuid.uuid4()}"
    )
    teller().drain()
    with Curl(url(stack, run, "?follow=text"), token, tmp_path / "out") as curl:
        until(curl.text)
        record.request_cancel(run.pk)
        assert curl.ended() == 0
    first, last = curl.text().splitlines()
    assert first.endswith("Pla [2Jya: En cola")
    assert last.endswith("se canceló")
    assert "\x1b" not in curl.text()


def test_an_open_stream_keeps_no_thread(
    stack: Stack, token: str, run: TaskRun, tmp_path: Path
) -> None:
    web = psutil.Process(stack["web"].pid)

    def opened(number: int) -> Curl:
        curl = streams.enter_context(Curl(url(stack, run), token, tmp_path / str(number)))
        until(lambda: "event: live" in curl.text())
        return curl

    with ExitStack() as streams:
        opened(0)
        before = web.num_threads()
        curls = [opened(number) for number in range(1, 21)]
        until(lambda: web.num_threads() <= before + 5)
        record.request_cancel(run.pk)
        assert {curl.ended() for curl in curls} == {0}
    until(lambda: web.num_threads() <= before + 5)


def test_the_head_of_a_stream_is_no_stream(stack: Stack, token: str, run: TaskRun) -> None:
    where = urlsplit(url(stack, run))
    line = http.client.HTTPConnection(where.netloc, timeout=30)
    with closing(line):
        for _ in range(2):  # of the first nothing is left on the line
            line.request("HEAD", where.path, headers={"Authorization": f"Bearer {token}"})
            answer = line.getresponse()
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
            assert answer.read() == b""


def test_a_revoked_token_ends_the_stream_soon(
    stack: Stack, person: Person, run: TaskRun, tmp_path: Path
) -> None:
    row, text = make_token(person.user, "curl", [Scope.READ])
    with Curl(url(stack, run), text, tmp_path / "out") as curl:
        until(lambda: "event: live" in curl.text())
        revoke_token(row)
        assert curl.ended(5) == 0
    assert status(stack, run, text) == 401
