"""Cards: what a page shows of a run, in the words of a person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from dashboard.cards import RunCard, event_cards, run_cards, video_card
from proyecto.progress import record
from proyecto.progress.history import history_of
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import a_video, ask, begun, done, failed, told
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")


@pytest.fixture
def owner(people: People) -> Any:
    return people.new(first_name="Ana")


def card(run: TaskRun) -> RunCard:
    (made,) = run_cards([told(run)])
    return made


def cancelling(run: TaskRun) -> TaskRun:
    record.request_cancel(begun(run).pk)
    return run


def retrying(run: TaskRun) -> TaskRun:
    record.retry(run.pk, begun(run).attempt, Cause.ERROR, "io")
    return run


def cancelled(run: TaskRun) -> TaskRun:
    record.request_cancel(run.pk)
    return run


Make = Callable[[TaskRun], TaskRun]
STATES: list[tuple[str, Make, bool, bool]] = [
    ("queued", lambda run: run, True, False),
    ("running", begun, True, False),
    ("cancelling", cancelling, False, False),
    ("retrying", retrying, True, False),
    ("done", done, False, False),
    ("failed", failed, False, True),
    ("cancelled", cancelled, False, True),
]


@pytest.mark.parametrize(("state", "make", "cancel", "retry"), STATES, ids=[s[0] for s in STATES])
def test_each_state_has_one_word_and_its_own_commands(
    owner: Any, state: str, make: Make, cancel: bool, retry: bool
) -> None:
    shown = card(make(ask(owner)))
    assert (shown.state, shown.can_cancel, shown.can_retry) == (state, cancel, retry)
    assert shown.ended == (state in {"done", "failed", "cancelled"})
    assert (shown.permille == 1000) == (state == "done")


def test_a_run_for_later_is_scheduled(owner: Any) -> None:
    later = ask(owner, run_at=timezone.now() + timedelta(hours=1))
    assert card(later).state == "scheduled"


def test_what_was_rejected_can_not_be_tried_again(owner: Any) -> None:
    shown = card(failed(ask(owner), Cause.REJECTED, "not_media"))
    assert (shown.error_code, shown.cause, shown.can_retry) == ("not_media", "rejected", False)


def test_a_card_knows_whose_it_is_and_where_it_leads(owner: Any) -> None:
    video = a_video(owner)
    run = ask(owner, subject=video.asunto, title="an old title")
    shown = card(run)
    assert shown.owner_name == "Ana"
    assert shown.title == video.titulo
    assert str(run.pk) in shown.href
    assert shown.subject_href == f"/videos/{video.pk}/"
    assert shown.pos.n == 1


def test_the_phases_are_shown_as_they_stand(owner: Any) -> None:
    run = begun(ask(owner))
    progress = run.how_far
    progress.phases[0].state, progress.phases[0].seconds = "done", 1.5
    progress.phases[1].state = "run"
    record.phase(run.pk, 1, progress)
    phases = card(run).phases
    assert [(p.name, p.state) for p in phases[:3]] == [
        ("analizar", "done"),
        ("convertir", "run"),
        ("miniaturas", "wait"),
    ]
    assert phases[0].seconds == 1.5


def test_the_frame_being_encoded_is_shown_only_while_the_run_goes_on(owner: Any) -> None:
    run = begun(ask(owner))
    progress = run.how_far
    progress.preview = 77
    record.phase(run.pk, 1, progress)
    assert (card(run).preview_url or "").endswith("?v=77")
    record.fail(run.pk, 1, Cause.ERROR, "error")
    assert card(run).preview_url is None


def test_the_timeline_has_a_card_for_each_milestone(owner: Any) -> None:
    run = failed(retried(ask(owner)))
    cards = event_cards(run.events.order_by("n"))
    assert [c.n for c in cards] == [1, 2, 3, 4, 5]
    assert (cards[2].type, cards[2].error, cards[2].attempt) == ("run.retrying", "io", 1)
    assert cards[2].run_at is not None
    assert cards[4].attempt == 2


def retried(run: TaskRun) -> TaskRun:
    record.retry(run.pk, begun(run).attempt, Cause.ERROR, "io", delay=0)
    return run


def test_only_what_exists_of_a_video_has_an_address(owner: Any) -> None:
    bare = video_card(a_video(owner))
    assert (bare.playable, bare.hls_url, bare.mp4_url, bare.poster_url) == (False, None, None, None)
    full = video_card(a_video(owner, salidas={"hls": "master.m3u8", "m4a": "audio.m4a"}))
    assert full.playable
    assert (full.hls_url or "").endswith("master.m3u8")
    assert (full.mp4_url or "").endswith("audio.m4a"), "sound only is downloaded as sound"


def test_a_list_of_any_length_costs_the_same_queries(
    owner: Any, django_assert_num_queries: Any
) -> None:
    video = a_video(owner)
    runs = [told(ask(owner, subject=video.asunto, queue="nobody-12")) for _ in range(12)]
    history_of("procesar_video")  # read every half minute
    for some in (runs[:2], runs):
        rows = list(TaskRun.objects.select_related("owner").filter(pk__in=[r.pk for r in some]))
        # Their videos; who waits before the queue, who is under way, whether it is held back.
        with django_assert_num_queries(4):
            assert len(run_cards(rows)) == len(some)
