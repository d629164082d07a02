"""Attempts are counted for a name from an address, and for an address; both are soon forgotten."""

import threading
import uuid

import pytest

from dashboard.sign_in import attempts
from dashboard.sign_in.attempts import FOR_A_NAME, FOR_AN_ADDRESS, WINDOW_SECONDS, Attempt
from tests.scripts.waiting import until

pytestmark = pytest.mark.usefixtures("redis_process")


def somewhere() -> str:
    """An address of this test's own; what it is made of does not matter here."""
    return f"address-{uuid.uuid4()}"


def use_up(attempt: Attempt) -> None:
    assert [attempt.take() for _ in range(FOR_A_NAME)] == [0] * FOR_A_NAME


def test_after_five_attempts_the_next_may_be_made_in_five_minutes_at_most() -> None:
    attempt = Attempt("ana", somewhere())
    use_up(attempt)
    assert 0 < attempt.take() <= WINDOW_SECONDS


def test_attempts_while_it_is_shut_keep_it_shut_no_longer() -> None:
    attempt = Attempt("ana", somewhere())
    use_up(attempt)
    first = attempt.take()
    until(lambda: 0 < attempt.take() < first)


def test_it_opens_again_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "WINDOW_SECONDS", 1)
    attempt = Attempt("ana", somewhere())
    use_up(attempt)
    assert attempt.take() > 0
    until(lambda: attempt.take() == 0)


def test_nobody_is_shut_out_by_what_others_do_elsewhere_or_under_another_name() -> None:
    here, there = somewhere(), somewhere()
    use_up(Attempt("ana", here))
    assert Attempt("ana", here).take() > 0
    assert Attempt("ANA", here).take() > 0, "the same name"
    assert Attempt("ana", there).take() == 0
    assert Attempt("luis", here).take() == 0


def test_who_tries_many_names_from_one_address_is_stopped_too() -> None:
    here = somewhere()
    for number in range(FOR_AN_ADDRESS):
        assert Attempt(f"name-{number}", here).take() == 0
    assert Attempt("one more", here).take() > 0
    assert Attempt("one more", somewhere()).take() == 0


def test_the_right_password_makes_all_that_was_tried_before_forgotten() -> None:
    here = somewhere()
    ana = Attempt("ana", here)
    use_up(ana)
    ana.forgive()
    assert ana.take() == 0


def test_an_office_that_signs_in_every_morning_is_never_shut_out() -> None:
    here = somewhere()
    for number in range(FOR_AN_ADDRESS + 10):
        person = Attempt(f"person-{number}", here)
        assert person.take() == 0
        person.forgive()


def test_many_attempts_at_once_get_no_further_than_many_in_turn() -> None:
    attempt, passed = Attempt("ana", somewhere()), []
    together = threading.Barrier(20)

    def knock() -> None:
        together.wait()
        passed.append(attempt.take() == 0)

    threads = [threading.Thread(target=knock) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(passed) == FOR_A_NAME


def test_neither_name_nor_address_can_be_read_in_redis() -> None:
    name, here = f"ana-{uuid.uuid4()}", somewhere()
    Attempt(name, here).take()
    keys = [key.decode() for key in attempts._client().scan_iter("avance:sign-in:*")]
    assert keys
    assert not [key for key in keys if name in key or here in key]
