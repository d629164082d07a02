"""What a client that sends too much, or too slowly, gets."""

import asyncio
import http.client
import socket

import pytest
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.dashboard.server.process import PATIENCE, Serve, ServerProcess

MEBIBYTE = 2**20


def status_of(connection: socket.socket) -> int:
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.status


def post(server: ServerProcess, body: bytes, kind: str = "text/plain") -> tuple[int, bytes]:
    with server.http() as client:
        client.request("POST", "/length", body=body, headers={"Content-Type": kind})
        response = client.getresponse()
        return response.status, response.read()


def flood(client: ClientConnection) -> None:
    while True:
        client.send("f" * 64 * 1024)


def test_a_flooding_websocket_is_closed_and_costs_little_memory(server: ServerProcess) -> None:
    before = server.peak_memory()
    with connect(server.url("deaf")) as client, pytest.raises(ConnectionClosed) as closed:
        flood(client)
    assert closed.value.rcvd is None or closed.value.rcvd.code == 4429
    server.wait_for("A flooding WebSocket was closed")
    assert server.peak_memory() - before < 24 * MEBIBYTE


def test_a_flooding_client_that_listens_is_told_why(server: ServerProcess) -> None:
    with connect(server.url("deaf")) as client:
        for number in range(65):
            client.send(str(number))
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4429


def test_a_message_over_64_kib_is_refused(server: ServerProcess) -> None:
    with connect(server.url("echo")) as client:
        client.send("m" * 64 * 1024)
        assert len(client.recv(timeout=PATIENCE)) == 64 * 1024
        client.send("m" * (64 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None, "cut off without a word, it would be tried again"
    assert closed.value.rcvd.code == 1009


def test_a_body_of_an_upload_chunk_passes(server: ServerProcess) -> None:
    assert post(server, b"b" * 8 * MEBIBYTE) == (200, b"%d" % (8 * MEBIBYTE))


def test_a_body_over_the_limit_is_answered_413_before_it_is_sent(server: ServerProcess) -> None:
    with server.connect() as connection:
        connection.sendall(
            b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999999\r\n\r\n"
        )
        assert status_of(connection) == 413


def test_the_application_has_the_word_where_its_server_refuses(server: ServerProcess) -> None:
    sent = b"Host: x\r\nAccept-Language: eo\r\nContent-Length: 9999999999\r\n\r\n"
    for path, kind, said in (
        ("/words?of=it", "text/x-words", b"413 eo"),
        ("/length", "text/plain", b"Request Entity Too Large\n"),
        ("/fails", "text/plain", b"Request Entity Too Large\n"),
    ):
        with server.connect() as connection:
            connection.sendall(f"POST {path} HTTP/1.1\r\n".encode() + sent)
            response = http.client.HTTPResponse(connection)
            response.begin()
            assert (response.status, response.getheader("Content-Type")) == (413, kind)
            assert response.read() == said
    server.wait_for("A refusal callback failed")


def test_a_client_that_sends_all_of_a_body_over_the_limit_still_sees_413(
    server: ServerProcess,
) -> None:
    status, _ = post(server, b"b" * 12 * MEBIBYTE)
    assert status == 413


MULTIPART = "multipart/form-data; boundary=x"
FIELD = b'--x\r\nContent-Disposition: form-data; name="f"\r\n\r\nv\r\n'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"a=&" * (8 * MEBIBYTE // 3)),
        (MULTIPART, FIELD * (8 * MEBIBYTE // len(FIELD)) + b"--x--\r\n"),
        (MULTIPART, b"this is no form at all"),
    ],
    ids=["urlencoded", "multipart", "malformed"],
)
def test_a_form_goes_to_the_application_as_it_came_and_is_not_taken_apart_before(
    server: ServerProcess, kind: str, body: bytes
) -> None:
    before = server.peak_memory()
    assert post(server, body, kind) == (200, b"%d" % len(body))
    assert server.peak_memory() - before < 32 * MEBIBYTE


def test_a_form_of_100_mb_is_answered_413_and_costs_no_memory(server: ServerProcess) -> None:
    before = server.peak_memory()
    status, _ = post(server, FIELD + b"v" * 100 * MEBIBYTE, MULTIPART)
    assert status == 413
    assert server.peak_memory() - before < 16 * MEBIBYTE


def test_a_chunked_body_over_the_limit_is_answered_413(server: ServerProcess) -> None:
    chunk = b"10000\r\n" + b"c" * 0x10000 + b"\r\n"
    with server.connect() as connection:
        connection.sendall(
            b"POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        for _ in range(9 * 16 + 1):
            connection.sendall(chunk)
        assert status_of(connection) == 413


def test_the_body_limit_is_an_option_and_an_environment_variable(serve: Serve) -> None:
    for server in (serve("--body-bytes", "1000"), serve(SERVER_BODY_BYTES="1000")):
        assert post(server, b"b" * 1000)[0] == 200
        assert post(server, b"b" * 1001)[0] == 413


def test_a_limit_that_is_no_number_is_explained(serve: Serve) -> None:
    server = serve(SERVER_BODY_BYTES="lots")
    assert server.exit_code() == 1
    server.wait_for("SERVER_BODY_BYTES must be a number, not 'lots'")


@pytest.mark.parametrize("beginning", [b"GET /hel", b"GET /hello HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_a_head_that_trickles_in_is_answered_408(serve: Serve, beginning: bytes) -> None:
    server = serve("--head-seconds", "1")
    with server.connect() as connection:
        connection.sendall(beginning)
        assert trickle_until_answered(connection) == 408


def test_a_head_that_trickles_in_behind_a_good_request_is_answered_408(serve: Serve) -> None:
    server = serve("--head-seconds", "1")
    with server.connect() as connection:
        connection.sendall(b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\nGET /hello HTTP/1.1\r\nX: ")
        response = http.client.HTTPResponse(connection)
        response.begin()
        assert response.read() == b"hello"
        assert trickle_until_answered(connection) == 408


def test_a_body_that_trickles_in_is_answered_408(serve: Serve) -> None:
    server = serve("--body-seconds", "1")
    with server.connect() as connection:
        connection.sendall(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
        assert trickle_until_answered(connection) == 408


def trickle_until_answered(connection: socket.socket) -> int:
    connection.settimeout(0.05)
    for _ in range(int(PATIENCE / 0.05)):
        connection.sendall(b"a")
        try:
            if connection.recv(1, socket.MSG_PEEK):
                break
        except TimeoutError:
            continue
    connection.settimeout(PATIENCE)
    return status_of(connection)


def test_a_request_that_is_slow_to_be_answered_is_not_cut_by_the_deadlines(serve: Serve) -> None:
    server = serve("--head-seconds", "0.2", "--body-seconds", "0.2")
    with server.connect() as connection:
        connection.sendall(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.settimeout(1)
        with pytest.raises(TimeoutError):
            connection.recv(1)


async def test_a_herd_of_300_is_let_in_at_once(server: ServerProcess) -> None:
    url = server.url("echo")

    async def visit(number: int) -> str:
        async with connect_async(url, open_timeout=PATIENCE) as client:
            await client.send(str(number))
            return str(await client.recv())

    answers = await asyncio.gather(*(visit(number) for number in range(300)))
    assert answers == [str(number) for number in range(300)]


def test_the_server_does_not_name_itself(server: ServerProcess) -> None:
    with server.http() as client:
        client.request("GET", "/hello")
        assert client.getresponse().headers["Server"] is None
