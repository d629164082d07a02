"""A port that is taken is a sentence that names who has it and what to type instead."""

import os
import re
import socket
from collections.abc import Iterator

import pytest

from scripts.complaint import Complaint
from scripts.local import ports
from scripts.run import place_of


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_names_its_holder_and_a_free_one(taken: int) -> None:
    with pytest.raises(Complaint) as complaint:
        ports.require_free(taken)

    assert str(taken) in str(complaint.value)
    assert f"(pid {os.getpid()})" in str(complaint.value)
    suggested = re.search(r"PORT=(\d+)", str(complaint.value))
    assert suggested
    assert ports.is_free(int(suggested[1]))


def test_a_free_port_is_taken_without_a_word() -> None:
    ports.require_free(ports.any_free())


@pytest.mark.parametrize("port", ["0", "65536", "-1", "ocho", ""])
def test_a_word_that_is_no_port_is_said_so(port: str) -> None:
    with pytest.raises(Complaint, match=f"PORT={port}"):
        place_of([f"--port={port}"])
