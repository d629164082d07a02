"""A program at work over HTTP, by token alone: a film by tus, its run, its files."""

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient

from proyecto.progress.models import TaskRun
from proyecto.progress.tokens import Scope, make_token, revoke_token
from tests.scripts.waiting import until
from tests.stack.people import People
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow

ENDED = {"SUCCESS", "FAILURE", "REVOKED"}
FILM_SECONDS = 120


class Program:
    """Asks with a token, over a real connection."""

    def __init__(self, address: str, owner: Any) -> None:
        self.address = address
        self.token, text = make_token(owner, "a program", [Scope.READ, Scope.WRITE])
        self.headers = {"Authorization": f"Bearer {text}"}

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
        """Status, headers and body."""
        request = urllib.request.Request(self.address + path, method=method)
        for name, value in (self.headers | headers).items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers, answer.read()

    def json(self, path: str) -> Any:
        status, _, body = self.ask(path)
        assert status == 200, body
        return json.loads(body)


def test_a_film_goes_up_by_tus_is_cut_off_goes_on_and_is_fetched(
    stack: Stack, people: People, short_film: Path
) -> None:
    ana = people.new()
    program = Program(stack.address, ana)
    address = f"{stack.address}/api/v1/uploads/"
    client = TusClient(address, headers=program.headers)
    chunk = short_film.stat().st_size // 3 + 1
    metadata = {"filename": "Mi película.mp4"}
    with short_film.open("rb") as film:
        begun = client.uploader(file_stream=film, chunk_size=chunk, metadata=metadata)
        begun.upload_chunk()
        assert str(begun.url).startswith(address)
        upload = client.uploader(file_stream=film, chunk_size=chunk, url=begun.url)
        assert upload.offset == chunk
        upload.upload()

    status, headers, _ = program.ask(
        begun.url.removeprefix(stack.address), "HEAD", Tus_Resumable="1.0.0"
    )
    assert (status, headers["Upload-Offset"]) == (200, str(short_film.stat().st_size))
    run, video = headers["Avance-Run"], headers["Avance-Video"]
    until(lambda: program.json(f"/api/v1/runs/{run}")["state"] in ENDED, FILM_SECONDS)
    assert program.json(f"/api/v1/runs/{run}")["state"] == "SUCCESS"
    told = program.json(f"/api/v1/videos/{video}")
    assert (told["title"], told["run"], told["state"]) == ("Mi película", run, "completado")
    assert TaskRun.objects.get(pk=run).owner_id == ana.pk
    files = {file["kind"]: file["url"] for file in told["files"]}
    _served_in_parts(program, files["mp4"])

    luis = Program(stack.address, people.new())
    for path in (f"/api/v1/videos/{video}", files["mp4"], f"/api/v1/runs/{run}"):
        never = path.replace(f"/{video}", "/999999999").replace(run, run[::-1])
        assert luis.ask(path)[::2] == luis.ask(never)[::2]
        assert luis.ask(path)[0] == 404
    revoke_token(program.token)
    assert program.ask(files["mp4"])[0] == 401


def _served_in_parts(program: Program, path: str) -> None:
    status, headers, whole = program.ask(path)
    assert status == 200
    assert headers["Access-Control-Allow-Origin"] == "*"
    status, part_headers, part = program.ask(path, Range="bytes=10-19")
    assert (status, part) == (206, whole[10:20])
    assert part_headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    assert program.ask(path, If_None_Match=headers["ETag"])[0] == 304
    assert program.ask(path, Range=f"bytes={len(whole)}-")[0] == 416
    status, head, nothing = program.ask(path, "HEAD")
    assert (status, head["Content-Length"], nothing) == (200, str(len(whole)), b"")
    assert "attachment" in program.ask(f"{path}?download")[1]["Content-Disposition"]
    for wrong in ("/../../secret", "/no.mp4", "/%00"):
        assert program.ask(path.rpartition("/")[0] + wrong)[0] == 404


def test_a_refusal_of_tus_is_a_problem(stack: Stack, people: People) -> None:
    program = Program(stack.address, people.new())
    tus = {"Tus_Resumable": "1.0.0", "Upload_Metadata": "filename eC5leGU="}
    status, headers, body = program.ask("/api/v1/uploads/", "POST", Upload_Length="9", **tus)
    assert (status, json.loads(body)["code"]) == (415, "bad_request")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Tus-Resumable"] == "1.0.0"
    assert program.ask("/api/v1/uploads/", "POST", Upload_Length="9")[0] == 412
