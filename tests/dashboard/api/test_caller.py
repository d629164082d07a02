"""How far a token reaches."""

import pytest

from dashboard.access import groups_of, runs_visible_to
from dashboard.api.caller import bearer, caller_with, in_person
from dashboard.api.errors import ApiError, Code
from proyecto.progress.tokens import Scope, make_token
from tests.dashboard.runs import ask
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


def test_one_of_the_team_by_a_token_without_staff_sees_their_own_only(people: People) -> None:
    eva = people.new(is_staff=True)
    mine, others = ask(eva), ask(people.new())
    _, narrow = make_token(eva, "narrow", [Scope.READ])
    _, wide = make_token(eva, "wide", [Scope.READ, Scope.STAFF])
    by_narrow, by_wide = caller_with(narrow), caller_with(wide)
    assert by_narrow is not None
    assert by_wide is not None
    assert list(runs_visible_to(by_narrow)) == [mine]
    assert groups_of(by_narrow) == {f"runs.user.{eva.pk}"}
    assert runs_visible_to(by_wide).filter(pk=others.pk).exists()
    assert groups_of(by_wide) == {"runs.staff"}


def test_the_scope_staff_makes_nobody_one_of_the_team(people: People) -> None:
    ana = people.new()
    _, text = make_token(ana, "bold", Scope)
    caller = caller_with(text)
    assert caller is not None
    assert not caller.is_staff
    with pytest.raises(ApiError) as refused:
        caller.must(Scope.STAFF)
    assert refused.value.code is Code.FORBIDDEN


def test_a_scope_that_is_lacking_is_named(people: People) -> None:
    _, text = make_token(people.new(), "reader", [Scope.READ])
    caller = caller_with(text)
    assert caller is not None
    caller.must(Scope.READ)
    with pytest.raises(ApiError) as refused:
        caller.must(Scope.WRITE)
    assert "write" in refused.value.sentence


def test_who_signed_in_on_a_page_may_all_that_they_may_there(people: People) -> None:
    assert in_person(people.new(is_staff=True)).is_staff
    assert not in_person(people.new()).is_staff


def test_a_token_is_read_from_its_header_only_as_a_bearer() -> None:
    assert bearer("Bearer  avance_x ") == "avance_x"
    assert bearer("bearer avance_x") == "avance_x"
    assert bearer("Basic avance_x") == ""
    assert bearer("") == ""
