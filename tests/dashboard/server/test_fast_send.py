"""Messages that go past Twisted arrive whole, in order, and no faster than they are read."""

import pytest
from websockets.sync.client import connect

from dashboard.server.fast_send import frame_of
from tests.dashboard.server.process import PATIENCE, ServerProcess

MEBIBYTE = 2**20
SIZES = (1, 125, 126, 127, 65_000, 60_000, 3)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 0xFFFF, 0x10000, 200_000])
@pytest.mark.parametrize("binary", [False, True])
def test_a_frame_is_as_rfc_6455_has_it(size: int, binary: bool) -> None:
    frame = frame_of(b"x" * size, binary=binary)
    assert frame[0] == (0x82 if binary else 0x81)
    assert not frame[1] & 0x80, "a server does not mask"
    length = {126: 2, 127: 8}.get(frame[1], 0)
    told = int.from_bytes(frame[2 : 2 + length], "big") if length else frame[1]
    assert told == size == len(frame) - 2 - length


def test_messages_of_every_size_come_back_in_order(server: ServerProcess) -> None:
    sent = [f"{number}:" + "ñ" * (SIZES[number % len(SIZES)] // 2) for number in range(60)]
    with connect(server.url("echo"), max_size=MEBIBYTE, compression=None) as client:
        for text in sent:
            client.send(text)
        assert [client.recv(timeout=PATIENCE) for _ in sent] == sent


def test_a_reader_that_pauses_gets_the_rest_in_order_when_it_goes_on(
    server: ServerProcess,
) -> None:
    with connect(server.url("counted"), max_size=MEBIBYTE, max_queue=1) as client:
        assert client.recv(timeout=PATIENCE).startswith("0:")
        server.wait_for("counted waits")
        rest = [client.recv(timeout=PATIENCE).partition(":")[0] for _ in range(299)]
    assert rest == [str(number) for number in range(1, 300)]
