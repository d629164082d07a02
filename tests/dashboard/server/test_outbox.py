"""What a client that does not read may cost."""

import socket
import threading
import time

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.dashboard.server.app import FRAME, PIECE, PIECES
from tests.dashboard.server.process import PATIENCE, Serve, ServerProcess

SMALL = 4096
MEBIBYTE = 2**20
TOO_SLOW = b"\x88\x02" + (4408).to_bytes(2, "big")  # the close frame

UPGRADE = (
    "GET /{path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def open_websocket(server: ServerProcess, path: str) -> socket.socket:
    connection = server.connect(receive_buffer=SMALL)
    connection.sendall(UPGRADE.format(path=path).encode())
    assert connection.recv(SMALL).startswith(b"HTTP/1.1 101 ")
    return connection


def read_to_the_end(connection: socket.socket) -> int:
    total = 0
    try:
        while piece := connection.recv(MEBIBYTE):
            total += len(piece)
    except ConnectionResetError:
        pass
    return total


def ping_for_ever(connection: socket.socket) -> None:
    pings = (b"\x89\xfd\x00\x00\x00\x00" + b"p" * 125) * 1000
    while True:
        connection.sendall(pings)


def receive_for_ever(client: ClientConnection) -> None:
    while True:
        client.recv(timeout=PATIENCE)


def test_a_message_of_ours_may_be_longer_than_one_that_is_sent_to_us(
    server: ServerProcess,
) -> None:
    with connect(server.url("long_frame"), max_size=MEBIBYTE) as client:
        assert len(client.recv(timeout=PATIENCE)) == 3 * len(FRAME)


def test_a_websocket_that_does_not_read_is_closed_as_too_slow_and_its_consumer_told(
    server: ServerProcess,
) -> None:
    before = server.peak_memory()
    with open_websocket(server, "firehose"):
        server.wait_for("got websocket.disconnect 4408")
    assert server.peak_memory() - before < 8 * MEBIBYTE


def test_a_websocket_that_sends_pings_and_reads_no_pongs_costs_no_memory(
    server: ServerProcess,
) -> None:
    before = server.peak_memory()
    with open_websocket(server, "echo") as connection:
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            ping_for_ever(connection)
        server.wait_for("echo was left with 4408")
    assert server.peak_memory() - before < 8 * MEBIBYTE


def test_a_client_that_sends_frames_before_the_handshake_is_answered_is_cut_off(
    server: ServerProcess,
) -> None:
    with server.connect() as connection:
        connection.sendall(UPGRADE.format(path="deaf").encode() + b"p" * 64 * 1024)
        read_to_the_end(connection)


def test_a_consumer_that_does_not_wait_for_its_sends_is_bounded_too(server: ServerProcess) -> None:
    before = server.peak_memory()
    with open_websocket(server, "careless"):
        sent = int(server.wait_for(r"careless sent (\d+)")[1])
    assert sent < 300
    assert server.peak_memory() - before < 16 * MEBIBYTE


def test_a_client_that_reads_after_its_close_is_told_to_resume(server: ServerProcess) -> None:
    with connect(server.url("firehose"), max_queue=1, close_timeout=1) as client:
        server.wait_for("got websocket.disconnect 4408")
        with pytest.raises(ConnectionClosed) as closed:
            receive_for_ever(client)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4408


def test_a_client_that_takes_long_to_read_what_lies_before_its_close_gets_to_it(
    server: ServerProcess,
) -> None:
    pace = threading.Event()  # never set: waiting for it is the slowness of this reader
    with open_websocket(server, "firehose") as connection:
        server.wait_for("got websocket.disconnect 4408")
        started, end = time.monotonic(), b""
        while piece := connection.recv(4 * 1024):
            end = (end + piece)[-4:]
            if end == TOO_SLOW:
                break
            pace.wait(0.04)
    assert end == TOO_SLOW
    assert time.monotonic() - started > 1.5, "it was too fast to show anything"


def test_a_websocket_that_reads_gets_everything(server: ServerProcess) -> None:
    with connect(server.url("firehose"), max_size=None) as client:
        assert all(message == FRAME for message in client)


def test_frames_arrive_in_the_order_they_were_sent_when_many_sends_wait(
    server: ServerProcess,
) -> None:
    with connect(server.url("numbers"), max_size=None) as client:
        assert [int(str(message)[:4]) for message in client] == list(range(2000))


def test_a_download_that_is_not_read_costs_no_memory_and_is_dropped(server: ServerProcess) -> None:
    before = server.peak_memory()
    with server.connect(receive_buffer=SMALL) as connection:
        connection.sendall(b"GET /download HTTP/1.1\r\nHost: x\r\n\r\n")
        server.wait_for("got http.disconnect")
        assert read_to_the_end(connection) < 16 * MEBIBYTE
    assert server.peak_memory() - before < 8 * MEBIBYTE


def test_a_slow_download_goes_on_as_long_as_something_is_read(server: ServerProcess) -> None:
    pace = threading.Event()  # never set: waiting for it is the slowness of this reader
    with server.connect(receive_buffer=SMALL) as connection:
        connection.sendall(b"GET /download HTTP/1.1\r\nHost: x\r\n\r\n")
        for _ in range(30):  # three times the allowed stall
            pace.wait(0.1)
            assert len(connection.recv(512 * 1024))
        assert not any("got http.disconnect" in line for line in server.log)


def test_a_fast_download_is_complete(server: ServerProcess) -> None:
    before = server.peak_memory()
    with server.connect() as connection:
        connection.sendall(b"GET /download HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert read_to_the_end(connection) > PIECES * len(PIECE)
    assert server.peak_memory() - before < 8 * MEBIBYTE


def test_pipelined_requests_whose_answers_are_not_read_cost_no_memory(serve: Serve) -> None:
    server = serve("--stall-seconds", "1")
    server.wait_for("INFO +started")
    before = server.peak_memory()
    with server.connect(receive_buffer=SMALL) as connection:
        connection.sendall(b"GET /big_hello HTTP/1.1\r\nHost: x\r\n\r\n" * 300)
        server.wait_for("stopped reading its answer")
    assert server.peak_memory() - before < 16 * MEBIBYTE
