"""Who loses their token is told so, and does not come back for ever."""

import uuid

import pytest

from proyecto.progress.models import AccessToken
from proyecto.progress.tokens import revoke_token
from tests.clients.followers import EVERY, Follower
from tests.live.clients.work import Following, token_of, waiting
from tests.stack.people import People, Person
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow
every = pytest.mark.parametrize("follow", EVERY, ids=lambda follow: follow.__name__)


@every
def test_a_token_that_is_revoked_ends_the_following_with_an_error_that_says_so(
    follow: Follower, stack: Stack, person: Person
) -> None:
    token = token_of(person.user)
    run = waiting(person.user)
    following = Following(follow, stack.address, token, run)
    token_row = AccessToken.objects.get(owner=person.user.pk)
    while token_row.last_used_at is None:
        token_row.refresh_from_db()
    revoke_token(token_row)

    assert following.end(30).error == "NotSignedIn"


@every
def test_somebody_elses_run_is_not_there(
    follow: Follower, stack: Stack, person: Person, people: People
) -> None:
    run = waiting(people.new())

    assert follow(stack.address, token_of(person.user), run).error == "NotFound"
    assert follow(stack.address, token_of(person.user), str(uuid.uuid4())).error == "NotFound"


@every
def test_a_token_that_opens_nothing_is_told_so(follow: Follower, stack: Stack) -> None:
    assert follow(stack.address, "avance_nothing", str(uuid.uuid4())).error == "NotSignedIn"
