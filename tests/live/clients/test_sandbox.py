"""Each client through every script of the sandbox."""

import pytest

from dashboard.api.sandbox.plays import FIXED
from tests.clients.followers import SOCKETS, Told
from tests.live.clients.work import Following
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow

# `cancel` wants somebody who cancels; `slow` takes half a minute of nothing but beats.
LEFT_OUT = {"cancel", "slow"}
ERRORS = {"auth": "NotSignedIn", "gone": "NotFound"}


def test_they_get_over_what_can_be_got_over_and_say_what_can_not(stack: Stack) -> None:
    runs = {script: str(run) for run, script in FIXED.items() if script not in LEFT_OUT}
    following = {
        (script, follow.__name__): Following(follow, stack.address, "", run, sandbox=True)
        for script, run in runs.items()
        for follow in SOCKETS
    }
    told = {name: each.end() for name, each in following.items()}

    errors = {name: each.error for name, each in told.items() if each.error}
    assert errors == {name: ERRORS[name[0]] for name in told if name[0] in ERRORS}
    assert all(whole(each) for name, each in told.items() if name not in errors)


def whole(told: Told) -> bool:
    """Whether each milestone came once and in order, from the first or from a reset, to one end."""
    n = 0
    for kind, number, *_ in told.events:
        if kind == "reset":
            n = number
        elif kind not in {"run.tick", "snapshot"}:
            assert number == n + 1, told.events
            n = number
    return told.ends == 1
