"""Cut, restarted, killed: each client tells every milestone once and ends with the run."""

import uuid
from pathlib import Path

import pytest

from avance_client import Place
from tests.clients.followers import EVERY, SOCKETS, follow_sync
from tests.clients.proxy import Proxy
from tests.live.clients.work import Following, Work, tells_all, token_of
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]


def test_followers_of_one_and_of_all_get_over_a_web_process_that_is_killed_or_told_to_go(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work, other = Work(tmp_path, person.user, 4), Work(_folder(tmp_path), person.user, 1)
    other.comes_to(3)
    token = token_of(person.user)
    ones = [Following(follow, stack.address, token, work.id) for follow in EVERY]
    alls = [Following(follow, stack.address, token, "", ends=3) for follow in SOCKETS]
    until(lambda: all(len(each.told.events) >= 2 for each in alls), 60)
    other.goes_on()
    until(lambda: all(each.told.ends == 1 for each in alls), 60)

    stack["web"].kill()
    work.goes_on()
    begun_meanwhile = Work(_folder(tmp_path), person.user, 1)
    begun_meanwhile.comes_to(3)
    stack.start("web")
    work.goes_on()
    begun_meanwhile.goes_on()
    stack["web"].terminate()
    work.goes_on()
    work.goes_on()
    stack.start("web")

    assert all(tells_all(each.end(), work) for each in ones)
    for told in (each.end() for each in alls):
        assert (told.ends, told.error) == (3, "")
        assert told.of(begun_meanwhile.id) == begun_meanwhile.kept


def test_followers_get_over_a_network_that_cuts_in_the_middle_of_frames(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work, token = Work(tmp_path, person.user, 3), token_of(person.user)
    proxies = [Proxy(stack.address, 100, 900, 1400) for _ in EVERY]
    for proxy in proxies:
        proxy.__enter__()
    following = [
        Following(follow, proxy.url, token, work.id)
        for follow, proxy in zip(EVERY, proxies, strict=True)
    ]
    work.goes_on()
    work.goes_on()
    until(lambda: all(proxy.count > 3 for proxy in proxies), 60)
    work.goes_on()

    assert all(tells_all(each.end(), work) for each in following)
    for proxy in proxies:
        proxy.__exit__()


def test_followers_get_over_a_worker_that_is_killed(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work, token = Work(tmp_path, person.user, 2), token_of(person.user)
    following = [Following(follow, stack.address, token, work.id) for follow in EVERY]
    work.comes_to(3)
    stack["guion"].kill()
    stack.start("guion")
    work.goes_on()
    work.goes_on()

    assert all(tells_all(each.end(), work) for each in following)
    assert "run.retrying" in {kind for _, kind in work.kept}


def test_who_has_what_is_not_there_any_more_is_told_to_forget_it(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work, token = Work(tmp_path, person.user, 1), token_of(person.user)
    since = Place(99, "before-the-restore", 7)
    following = [Following(follow, stack.address, token, work.id, since) for follow in EVERY]
    work.comes_to(3)
    work.goes_on()

    for told in (each.end() for each in following):
        assert told.kinds[0] == "reset"
        rest = told.milestones
        assert rest == work.kept[len(work.kept) - len(rest) :]
        assert (told.ends, told.error) == (1, "")


def test_who_has_the_end_is_told_it_and_does_not_wait(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work, token = Work(tmp_path, person.user, 0), token_of(person.user)
    end = Place(**follow_sync(stack.address, token, work.id).last)
    following = [Following(follow, stack.address, token, work.id, end) for follow in EVERY]

    for told in (each.end() for each in following):
        assert (told.kinds, told.ends, told.error) == (["snapshot"], 1, "")


def _folder(path: Path) -> Path:
    folder = path / uuid.uuid4().hex
    folder.mkdir()
    return folder
