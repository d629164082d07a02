"""Cut, restarted, killed: each client tells every milestone once and ends with the run."""

from pathlib import Path

import pytest

from avance_client import Place
from tests.clients.followers import EVERY, SOCKETS
from tests.clients.proxy import Proxy
from tests.live.clients.work import Following, Work, tells_all, token_of
from tests.scripts.waiting import until
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.slow, pytest.mark.fault]


def test_followers_get_over_a_web_process_that_is_killed_and_one_that_is_told_to_go(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work, token = Work(tmp_path, person.user, 4), token_of(person.user)
    following = [Following(follow, stack.address, token, work.id) for follow in EVERY]
    work.goes_on()
    work.comes_to(4)
    stack["web"].kill()
    work.goes_on()
    work.comes_to(5)
    stack.start("web")
    work.goes_on()
    work.comes_to(6)
    stack["web"].terminate()
    work.goes_on()
    stack.start("web")

    assert all(tells_all(each.end(), work) for each in following)


def test_followers_get_over_a_network_that_cuts_in_the_middle_of_frames(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    work, token = Work(tmp_path, person.user, 3), token_of(person.user)
    proxies = [Proxy(stack.address, 100, 500, 900, 1200, 1400) for _ in EVERY]
    for proxy in proxies:
        proxy.__enter__()
    following = [
        Following(follow, proxy.url, token, work.id)
        for follow, proxy in zip(EVERY, proxies, strict=True)
    ]
    work.goes_on()
    work.goes_on()
    until(lambda: all(proxy.count > 5 for proxy in proxies), 60)
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
    firsts = [Following(follow, stack.address, token, work.id).end() for follow in EVERY]

    for follow, first in zip(EVERY, firsts, strict=True):
        again = follow(stack.address, token, work.id, Place(**first.last))
        assert (again.kinds, again.ends, again.error) == (["snapshot"], 1, "")


def test_all_of_mine_is_followed_over_a_restart_runs_that_began_meanwhile_too(
    stack: Stack, person: Person, tmp_path: Path
) -> None:
    stack.start("guion")
    works = [Work(_folder(tmp_path, name), person.user, 1) for name in ("one", "two")]
    for work in works:
        work.comes_to(3)
    token = token_of(person.user)
    following = [Following(follow, stack.address, token, "", ends=3) for follow in SOCKETS]
    until(lambda: all(len(each.told.events) >= 2 for each in following))
    works[0].goes_on()
    until(lambda: all(each.told.ends == 1 for each in following))
    stack["web"].kill()
    works.append(Work(_folder(tmp_path, "three"), person.user, 1))
    works[2].comes_to(3)
    stack.start("web")
    works[1].goes_on()
    works[2].goes_on()

    for told in (each.end() for each in following):
        assert (told.ends, told.error) == (3, "")
        assert told.of(works[2].id) == works[2].kept


def _folder(path: Path, name: str) -> Path:
    folder = path / name
    folder.mkdir()
    return folder
