"""What followers do when the connection is bad: each client, on a stage."""

import time

import pytest

from avance_client import Place
from avance_client.socket import OPEN_SECONDS
from tests.clients.followers import SOCKETS, Follower
from tests.clients.proxy import Proxy
from tests.clients.stage import END, OTHER, RUN, Player, Stage

followers = pytest.mark.parametrize("follow", SOCKETS, ids=lambda follow: follow.__name__)
WHOLE = [(1, "run.queued"), (2, "run.started"), (3, "run.phase"), (4, END)]


def whole(player: Player) -> None:
    """A run from its beginning to its end."""
    player.milestones(1, 2, replayed=True)
    player.snapshot(2, recovered=True)
    player.live()
    player.tick(2, 21, permille=250)
    player.milestone(3)
    player.milestone(4, END)
    player.silence()


@followers
def test_it_tells_every_milestone_once_and_ends_with_the_run(follow: Follower) -> None:
    with Stage(whole) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert told.milestones == WHOLE
    assert told.kinds[2:4] == ["snapshot", "run.tick"]
    assert (told.ends, told.error) == (1, "")
    assert stage.asked[0]["since"] == {RUN: {"epoch": "", "seq": 0, "n": 0}}


@followers
def test_it_comes_back_after_a_cut_with_what_it_has_and_goes_on(follow: Follower) -> None:
    def cut(player: Player) -> None:
        player.milestones(1, 2)
        player.tick(2, 25)
        player.cut()

    def rest(player: Player) -> None:
        player.milestones(3, replayed=True)
        player.snapshot(3, 40, recovered=True)
        player.live()
        player.milestone(4, END)

    with Stage(cut, rest) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert stage.asked[1]["since"] == {RUN: {"epoch": "e", "seq": 25, "n": 2}}
    assert (told.milestones, told.ends) == (WHOLE, 1)


@followers
def test_what_is_not_newer_is_dropped(follow: Follower) -> None:
    def stutter(player: Player) -> None:
        player.milestones(1, 2, 2, 1)
        player.milestone(2, epoch="another")
        player.tick(2, 25)
        player.tick(2, 25)
        player.tick(2, 24)
        player.tick(1, 99)
        player.tick(3, 31)
        player.milestones(3)
        player.milestone(4, END)
        player.milestone(4, END)

    with Stage(stutter) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert told.milestones == WHOLE
    assert told.kinds.count("run.tick") == 1


@followers
def test_a_milestone_that_is_missing_is_asked_for(follow: Follower) -> None:
    def gap(player: Player) -> None:
        player.milestones(1, 2, 4)
        player.silence()

    def rest(player: Player) -> None:
        player.milestones(3, replayed=True)
        player.milestone(4, END, replayed=True)
        player.snapshot(4, recovered=True, ended=True)

    with Stage(gap, rest) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert stage.asked[1]["since"][RUN]["n"] == 2
    assert (told.milestones, told.ends) == (WHOLE, 1)


@followers
def test_a_reset_is_handed_on_with_the_state_that_is_true(follow: Follower) -> None:
    def cut(player: Player) -> None:
        player.milestones(1, 2)
        player.cut()

    def restored(player: Player) -> None:
        player.snapshot(1, epoch="anew", reset=True, permille=50)
        player.live()
        player.milestone(2)
        player.milestone(3, END)

    with Stage(cut, restored) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert told.events[2] == ("reset", 1, 50, False)
    assert told.milestones[2:] == [(2, "run.started"), (3, END)]
    assert told.ends == 1


@followers
def test_a_reset_to_a_run_that_is_over_is_its_end(follow: Follower) -> None:
    with Stage(lambda player: player.snapshot(3, reset=True, ended=True)) as stage:
        told = follow(stage.url, "avance_x", RUN, Place(9, "e", 90))

    assert (told.kinds, told.ends) == (["reset"], 1)


@followers
def test_who_has_the_end_already_is_told_it_once_more(follow: Follower) -> None:
    with Stage(lambda player: player.snapshot(4, recovered=True, ended=True)) as stage:
        told = follow(stage.url, "avance_x", RUN, Place(4, "e", 40))

    assert (told.kinds, told.ends) == (["snapshot"], 1)


@followers
def test_a_server_that_falls_silent_is_left(follow: Follower) -> None:
    def silent(player: Player) -> None:
        player.milestones(1)
        player.silence()

    with Stage(silent, whole, beat_seconds=0.2) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert (told.milestones, told.ends) == (WHOLE, 1)
    assert len(stage.asked) == 2


@followers
@pytest.mark.parametrize("code", [1012, 4408, 1011])
def test_after_codes_that_pass_it_comes_back(follow: Follower, code: int) -> None:
    def leaves(player: Player) -> None:
        player.milestones(1)
        player.say("bye", after_ms=10)
        player.close(code)

    with Stage(leaves, whole) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert (told.milestones, told.ends) == (WHOLE, 1)


@followers
@pytest.mark.parametrize(
    ("code", "error"),
    [(4400, "NotAvance"), (4401, "NotSignedIn"), (4403, "Forbidden"), (1009, "Refused")],
)
def test_after_codes_that_do_not_pass_it_stops(follow: Follower, code: int, error: str) -> None:
    def ends(player: Player) -> None:
        player.milestones(1)
        player.close(code)

    with Stage(ends) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert (told.kinds, told.error) == (["run.queued"], error)
    assert len(stage.asked) == 1


@followers
def test_a_run_that_is_not_there_is_an_error(follow: Follower) -> None:
    def unknown(player: Player) -> None:
        player.say("error", id=player.asked["id"], code="not_found", message="No such task.")
        player.silence()

    def goes(player: Player) -> None:
        player.milestones(1)
        player.say("gone", subs=[player.asked["id"]], run=RUN)
        player.silence()

    for act in (unknown, goes):
        with Stage(act) as stage:
            assert follow(stage.url, "avance_x", RUN).error == "NotFound"


@followers
def test_a_server_that_is_busy_is_asked_again(follow: Follower) -> None:
    def busy(player: Player) -> None:
        said = {"code": "unavailable", "message": "Later.", "retry_after": 0.1}
        player.say("error", id=player.asked["id"], **said)
        player.silence()

    with Stage(busy, whole) as stage:
        told = follow(stage.url, "avance_x", RUN)

    assert (told.milestones, told.ends) == (WHOLE, 1)


@followers
def test_what_a_newer_server_says_besides_is_passed_over(follow: Follower) -> None:
    def chatty(player: Player) -> None:
        player.say("weather", sun=True)
        player.say("broker", up=False)
        player.say("event", subs=["somebody else"], run=OTHER)
        whole(player)

    with Stage(chatty) as stage:
        assert follow(stage.url, "avance_x", RUN).milestones == WHOLE


@followers
def test_patience_ends_in_an_error_of_the_network(follow: Follower) -> None:
    with Stage(lambda player: player.cut()) as stage:
        told = follow(stage.url, "avance_x", RUN, patience=0.5)

    assert told.error == "NetworkError"


@followers
def test_all_of_mine_goes_on_and_tells_what_began_meanwhile_from_its_first_milestone(
    follow: Follower,
) -> None:
    def first(player: Player) -> None:
        player.snapshot(2)
        player.live()
        player.milestone(3, END)
        player.cut()

    def later(player: Player) -> None:
        player.snapshot(2, run=OTHER)
        player.live()
        player.silence()

    def asked(player: Player) -> None:
        player.milestones(1, 2, run=OTHER, replayed=True)
        player.snapshot(2, run=OTHER, recovered=True)
        player.snapshot(3, recovered=True, ended=True)
        player.live()
        player.milestone(3, END, run=OTHER)
        player.silence()

    with Stage(first, later, asked) as stage:
        told = follow(stage.url, "avance_x", "", ends=2)

    assert stage.asked[0] == {"op": "subscribe", "id": "follow-1", "to": "mine", "since": {}}
    assert stage.asked[1]["after"] == "2026-11-30T12:00:00+00:00"
    assert stage.asked[1]["since"] == {RUN: {"epoch": "e", "seq": 30, "n": 3}}
    assert stage.asked[2]["since"][OTHER] == {"epoch": "", "seq": 0, "n": 0}
    assert told.kinds == ["snapshot", END, "run.queued", "run.started", "snapshot", END]
    assert told.ends == 2


def test_the_token_is_in_a_header_and_never_in_the_address() -> None:
    with Stage(whole) as stage:
        SOCKETS[0](stage.url, "avance_secret", RUN)

    assert stage.headers[0]["Authorization"] == "Bearer avance_secret"


@followers
def test_a_handshake_that_breaks_is_tried_again_at_once(follow: Follower) -> None:
    with Stage(whole) as stage, Proxy(stage.url, 60) as proxy:
        began = time.monotonic()
        told = follow(proxy.url, "avance_x", RUN)

    assert (told.milestones, told.ends) == (WHOLE, 1)
    assert time.monotonic() - began < OPEN_SECONDS
