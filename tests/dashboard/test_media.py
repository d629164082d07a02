"""Stored files over HTTP, from a real server, out of two kinds of storage."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPMessage
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from tests.dashboard.server.process import ServerProcess
from tests.scripts.waiting import until

MEBIBYTE = 2**20
FILM = os.urandom(9 * MEBIBYTE)
SEGMENT = os.urandom(300_000)


@dataclass
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "film.mp4").write_bytes(FILM)
    (folder / "deep").mkdir()
    (folder / "deep/seg_1.m4s").write_bytes(SEGMENT)
    (folder / "list.m3u8").write_text("#EXTM3U\n")
    (folder / "page.html").write_text("<script>alert(1)</script>")
    (folder / "empty.vtt").touch()
    (folder.parent / "secret.mp4").write_bytes(b"secret")
    return folder


@pytest.fixture(scope="module")
def server(files: Path) -> Iterator[ServerProcess]:
    server = ServerProcess(application="tests.dashboard.media_app:application", FILES=str(files))
    yield server
    server.end()


@pytest.fixture(params=["local", "distant"])
def storage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def ask(server: ServerProcess, path: str, method: str = "GET", **headers: str) -> Answer:
    with server.http() as client:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request(method, "/" + path, headers=sent)
        response = client.getresponse()
        return Answer(response.status, response.headers, response.read())


def test_a_whole_file_arrives_as_it_is_stored(server: ServerProcess, storage: str) -> None:
    answer = ask(server, f"{storage}/film.mp4")
    assert (answer.status, answer.body) == (200, FILM)
    assert answer.headers["Content-Length"] == str(len(FILM))
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-1", 0, 1),
        ("bytes=100-299999", 100, 299_999),
        ("bytes=299999-299999", 299_999, 299_999),
        ("bytes=299000-999999999", 299_000, 299_999),
        ("bytes=200000-", 200_000, 299_999),
        ("bytes=-500", 299_500, 299_999),
        ("bytes=-999999999", 0, 299_999),
    ],
)
def test_a_range_is_answered_with_just_these_bytes(
    server: ServerProcess, storage: str, wanted: str, first: int, last: int
) -> None:
    answer = ask(server, f"{storage}/deep/seg_1.m4s", Range=wanted)
    assert (answer.status, answer.body) == (206, SEGMENT[first : last + 1])
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/300000"
    assert answer.headers["Content-Length"] == str(last - first + 1)


def test_an_open_range_gets_four_mebibytes_and_the_next_one_the_rest(
    server: ServerProcess, storage: str
) -> None:
    received = b""
    while len(received) < len(FILM):
        answer = ask(server, f"{storage}/film.mp4", Range=f"bytes={len(received)}-")
        assert answer.status == 206
        assert 0 < len(answer.body) <= 4 * MEBIBYTE
        received += answer.body
    assert received == FILM


def test_a_download_that_is_resumed_gets_all_that_is_missing(server: ServerProcess) -> None:
    answer = ask(server, "local/film.mp4?as=film.mp4", Range="bytes=1000-")
    assert (answer.status, answer.body) == (206, FILM[1000:])


@pytest.mark.parametrize("wanted", ["bytes=300000-", "bytes=300000-300001", "bytes=-0"])
def test_a_range_behind_the_end_is_answered_416_with_the_size(
    server: ServerProcess, storage: str, wanted: str
) -> None:
    answer = ask(server, f"{storage}/deep/seg_1.m4s", Range=wanted)
    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */300000"


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=0-1,5-6",
        "bytes=5-1",
        "bytes=-",
        "bytes=a-b",
        "lines=1-2",
        "0-1",
        f"bytes={'9' * 30}-",
    ],
)
def test_several_ranges_and_nonsense_are_ignored(
    server: ServerProcess, storage: str, wanted: str
) -> None:
    answer = ask(server, f"{storage}/deep/seg_1.m4s", Range=wanted)
    assert (answer.status, answer.body) == (200, SEGMENT)


def test_a_head_request_gets_the_same_headers_and_no_body(
    server: ServerProcess, storage: str
) -> None:
    got = ask(server, f"{storage}/film.mp4")
    head = ask(server, f"{storage}/film.mp4", "HEAD", Range="bytes=0-1")
    assert (head.status, head.body) == (200, b"")
    assert dict(head.headers) | {"Date": ""} == dict(got.headers) | {"Date": ""}


def test_what_the_client_has_already_is_not_sent_again(server: ServerProcess, storage: str) -> None:
    first = ask(server, f"{storage}/film.mp4")
    for condition in (
        {"If_None_Match": first.headers["ETag"]},
        {"If_Modified_Since": first.headers["Last-Modified"]},
    ):
        answer = ask(server, f"{storage}/film.mp4", **condition)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == first.headers["ETag"]
    assert ask(server, f"{storage}/film.mp4", If_None_Match='"other"').body == FILM


def test_a_range_of_a_file_that_has_changed_is_the_whole_new_file(
    server: ServerProcess, files: Path, storage: str
) -> None:
    film = files / f"growing-{storage}.mp4"
    film.write_bytes(b"first edition")
    old = ask(server, f"{storage}/{film.name}")
    kept = {"Range": "bytes=6-", "If_Range": old.headers["ETag"]}
    assert ask(server, f"{storage}/{film.name}", **kept).body == b"edition"
    dated = {"Range": "bytes=6-", "If_Range": old.headers["Last-Modified"]}
    assert ask(server, f"{storage}/{film.name}", **dated).body == b"edition"
    film.write_bytes(b"the second edition")
    new = ask(server, f"{storage}/{film.name}", **kept)
    assert (new.status, new.body) == (200, b"the second edition")
    assert new.headers["ETag"] != old.headers["ETag"]


def test_an_empty_file_is_an_empty_answer(server: ServerProcess, storage: str) -> None:
    answer = ask(server, f"{storage}/empty.vtt")
    assert (answer.status, answer.body) == (200, b"")
    assert ask(server, f"{storage}/empty.vtt", Range="bytes=0-").status == 416


@pytest.mark.parametrize(
    "name",
    [
        "nowhere.mp4",
        "deep",
        "../secret.mp4",
        "deep/../../secret.mp4",
        "deep/../film.mp4",
        "./film.mp4",
        "//etc/passwd",
        "film.mp4/x",
        "..\\secret.mp4",
        "film.mp4\0.vtt",
        "",
    ],
)
def test_what_is_not_there_or_lies_elsewhere_is_not_found(
    server: ServerProcess, storage: str, name: str
) -> None:
    answer = ask(server, f"{storage}/" + quote(name, safe=""))
    assert answer.status == 404
    assert b"secret" not in answer.body


def test_playlists_are_asked_for_anew_and_segments_are_kept(server: ServerProcess) -> None:
    playlist = ask(server, "local/list.m3u8")
    assert playlist.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    assert playlist.headers["Cache-Control"] == "private, no-cache"
    segment = ask(server, "local/deep/seg_1.m4s?immutable")
    assert re.fullmatch(r"private, max-age=\d+, immutable", segment.headers["Cache-Control"])


def test_what_a_browser_might_run_is_only_ever_saved(server: ServerProcess) -> None:
    answer = ask(server, "local/page.html")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("wanted", "offered"),
    [
        ("Mi película.mp4", "Mi película.mp4"),
        ('a"b; filename=evil.exe.mp4', 'a"b; filename=evil.exe.mp4'),
        ("../../etc/passwd", "passwd"),
        ("line\r\nSet-Cookie: a=b.mp4", "line Set-Cookie: a=b.mp4"),
        ("\u202egpj.exe\u202c.mp4", "gpj.exe.mp4"),
        ("x" * 300 + ".mp4", "x" * 196 + ".mp4"),
    ],
)
def test_a_download_is_offered_under_a_safe_name(
    server: ServerProcess, wanted: str, offered: str
) -> None:
    answer = ask(server, f"local/film.mp4?as={quote(wanted, safe='')}", Range="bytes=0-0")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename")
    assert "Set-Cookie" not in answer.headers
    if encoded := re.fullmatch(r"attachment; filename\*=utf-8''(\S+)", disposition):
        assert unquote(encoded[1]) == offered
    else:
        quoted = re.fullmatch(r'attachment; filename="(.*)"', disposition)
        assert quoted
        assert re.sub(r"\\(.)", r"\1", quoted[1]) == offered


def test_a_large_file_does_not_pass_through_memory(server: ServerProcess, files: Path) -> None:
    large = files / "large.mp4"
    with large.open("wb") as file:
        file.truncate(300 * MEBIBYTE)
    ask(server, "local/film.mp4")
    before = server.peak_memory()
    assert len(ask(server, "local/large.mp4").body) == 300 * MEBIBYTE
    assert server.peak_memory() - before < 8 * MEBIBYTE


def test_the_file_is_closed_when_the_client_leaves_in_the_middle(
    server: ServerProcess, files: Path
) -> None:
    left = files / "left.mp4"
    with left.open("wb") as file:
        file.truncate(50 * MEBIBYTE)
    descriptors = Path(f"/proc/{server.process.pid}/fd")

    def is_open() -> bool:
        return any(target(link) == str(left) for link in descriptors.iterdir())

    def target(link: Path) -> str:
        try:
            return str(link.readlink())
        except FileNotFoundError:  # closed since it was listed
            return ""

    with server.connect(receive_buffer=4096) as client:
        client.sendall(b"GET /local/left.mp4 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 200")
        assert is_open()
    until(lambda: not is_open())
