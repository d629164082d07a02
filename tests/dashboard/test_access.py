"""Who may see what."""

import pytest

from dashboard.access import groups_of, runs_visible_to, uploads_of, videos_visible_to
from proyecto.dominio.models import Subida
from tests.dashboard.runs import a_video, ask
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


def test_a_person_sees_their_own_runs_and_videos_only(people: People) -> None:
    ana, luis = people.new(), people.new()
    mine, other, nobodys = ask(ana), ask(luis), ask(None)
    assert list(runs_visible_to(ana)) == [mine]
    assert not runs_visible_to(ana).filter(pk__in=[other.pk, nobodys.pk]).exists()
    video = a_video(ana)
    a_video(luis)
    assert list(videos_visible_to(ana)) == [video]


def test_the_team_sees_all_runs_also_those_of_nobody(people: People) -> None:
    eva, runs = people.new(is_staff=True), [ask(people.new()), ask(None)]
    assert runs_visible_to(eva).filter(pk__in=[run.pk for run in runs]).count() == 2
    assert videos_visible_to(eva).filter(pk=a_video(people.new()).pk).exists()


def test_who_is_shut_out_sees_nothing_not_even_their_own(people: People) -> None:
    ana = people.new(is_staff=True, is_active=False)
    ask(ana)
    a_video(ana)
    assert not runs_visible_to(ana).exists()
    assert not videos_visible_to(ana).exists()


def test_an_upload_is_its_owners_alone_also_before_the_team(people: People) -> None:
    ana, eva = people.new(), people.new(is_staff=True)
    assert not uploads_of(eva).exists()
    assert uploads_of(ana).model is Subida


def test_everybody_listens_to_one_group(people: People) -> None:
    ana, eva = people.new(), people.new(is_staff=True)
    assert groups_of(ana) == {f"runs.user.{ana.pk}"}
    assert groups_of(eva) == {"runs.staff"}
