"""How the server stops, and what its clients see of it."""

import http.client
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.dashboard.server.process import PATIENCE, Serve, ServerProcess


@pytest.fixture
def sockets() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def bye_and_close_code(client: ClientConnection) -> int | None:
    assert client.recv(timeout=PATIENCE) == "bye"
    with pytest.raises(ConnectionClosed) as closed:
        client.recv(timeout=PATIENCE)
    return closed.value.rcvd.code if closed.value.rcvd else None


def greeted(server: ServerProcess, sockets: ExitStack) -> ClientConnection:
    client = sockets.enter_context(connect(server.url("echo")))
    client.send("hi")
    assert client.recv(timeout=PATIENCE) == "hi"
    return client


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_sockets_are_told_and_closed_as_restarting_and_the_exit_code_is_0(
    server: ServerProcess, sockets: ExitStack, number: signal.Signals
) -> None:
    clients = [greeted(server, sockets) for _ in range(3)]
    server.process.send_signal(number)
    assert [bye_and_close_code(client) for client in clients] == [1012] * 3
    server.wait_for("echo was left with 1012", count=3)
    assert server.exit_code() == 0


def test_an_upload_in_flight_is_answered_while_the_listener_already_refuses(
    server: ServerProcess, sockets: ExitStack
) -> None:
    client = greeted(server, sockets)
    with server.connect() as upload:
        upload.sendall(b"POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf ")
        server.terminate()
        assert bye_and_close_code(client) == 1012
        with pytest.raises(ConnectionRefusedError):
            server.connect()
        upload.sendall(b"done.")
        response = http.client.HTTPResponse(upload)
        response.begin()
        assert (response.status, response.read()) == (200, b"10")
        assert response.headers["Connection"] == "close"
    assert server.exit_code() == 0


def test_an_idle_connection_does_not_hold_the_server_up(serve: Serve) -> None:
    server = serve("--drain-seconds", "60")
    with server.http() as client:
        client.request("GET", "/hello")
        assert client.getresponse().read() == b"hello"
        server.terminate()
        assert server.exit_code() == 0


def test_a_request_that_never_ends_holds_the_server_up_only_so_long(serve: Serve) -> None:
    server = serve("--drain-seconds", "0.5")
    with server.connect() as connection:
        connection.sendall(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait_for("never was asked")
        server.terminate()
        assert server.exit_code() == 0
    server.wait_for("1 applications did not finish in time")


def test_a_second_signal_hurries(serve: Serve, sockets: ExitStack) -> None:
    server = serve("--drain-seconds", "600")
    client = greeted(server, sockets)
    with server.connect() as connection:
        connection.sendall(b"GET /never HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait_for("never was asked")
        server.terminate()
        assert bye_and_close_code(client) == 1012
        server.terminate()
        assert server.exit_code() == 0


def test_a_goodbye_that_fails_holds_nothing_up(serve: Serve, sockets: ExitStack) -> None:
    server = serve(FAIL_AT_DRAIN="1")
    client = greeted(server, sockets)
    server.terminate()
    assert bye_and_close_code(client) == 1012
    assert server.exit_code() == 0
    server.wait_for("A drain callback failed")


def test_a_start_hook_that_fails_stops_the_server_with_exit_code_1(serve: Serve) -> None:
    server = serve(FAIL_AT_START="1")
    assert server.exit_code() == 1
    server.wait_for("The application could not start")


def test_a_taken_port_is_explained_without_a_traceback(serve: Serve) -> None:
    first = serve()
    second = serve("-p", str(first.port))
    assert second.exit_code() == 1
    second.wait_for("choose another port with -p")
    assert not any("Traceback" in line for line in second.log)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("del http.HTTPChannel.allHeadersReceived", "HTTPChannel.allHeadersReceived is gone"),
        ("del abstract.FileDescriptor.offset", "write buffer cannot be measured"),
        ("server.Server.handle_reply = lambda *a: None", "no coroutine any more"),
    ],
)
def test_a_changed_daphne_or_twisted_is_refused_with_a_sentence(
    damage: str, complaint: str
) -> None:
    program = (
        "from dashboard.server.command import main\n"
        "from daphne import server\n"
        "from twisted.internet import abstract\n"
        f"from twisted.web import http\n{damage}\nmain()"
    )
    end = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert end.returncode == 1
    assert complaint in end.stderr
    assert "Traceback" not in end.stderr
