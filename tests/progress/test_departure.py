"""A process that is told to go is not interrupted in what it is about."""

import os
import signal
from collections.abc import Iterator

import pytest

from proyecto.progress.departure import Departure


@pytest.fixture
def departure() -> Iterator[Departure]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    departure = Departure()
    departure.listen()
    yield departure
    for number, handler in before.items():
        signal.signal(number, handler)


def tell(number: signal.Signals = signal.SIGTERM) -> None:
    os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_does_nothing_goes_at_once(departure: Departure, number: signal.Signals) -> None:
    with pytest.raises(SystemExit):
        tell(number)


def test_what_is_begun_is_done_first(departure: Departure) -> None:
    done = []

    def work() -> None:
        with departure.busy():
            with departure.busy():
                tell()
                done.append("the one within")
            done.append("the whole")
        done.append("never")

    with pytest.raises(SystemExit):
        work()
    assert done == ["the one within", "the whole"]


def test_who_is_told_twice_waits_for_nothing(departure: Departure) -> None:
    done = []

    def work() -> None:
        with departure.busy():
            tell()
            tell(signal.SIGINT)
            done.append("never")

    with pytest.raises(SystemExit):
        work()
    assert done == []


def test_what_goes_wrong_meanwhile_is_said(departure: Departure) -> None:
    def work() -> None:
        with departure.busy():
            tell()
            raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        work()


def test_who_is_told_nothing_stays(departure: Departure) -> None:
    with departure.busy():
        pass
