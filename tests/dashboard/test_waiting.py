"""Why a run does not run: each cause, from real parts, in both languages, for both kinds of
reader."""

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import strip_tags

from dashboard.cards import run_cards
from dashboard.waiting import Waiting
from dashboard.waiting_words import waiting_words
from proyecto.progress import queues, record
from proyecto.progress.launch import launch
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import Cause, TaskState
from proyecto.progress.workers import presence
from tests.dashboard.runs import now
from tests.stack.people import People
from tests.stack.redis import RedisProcess

pytestmark = pytest.mark.usefixtures("redis_process")
SPANISH, ENGLISH = "es-mx", "en"
Hire = Callable[[int], None]


@pytest.fixture
def owner(people: People) -> Any:
    return people.new(first_name="Ana")


@pytest.fixture
def queue() -> str:
    return f"nobody-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def hire(queue: str) -> Iterator[Hire]:
    """A worker with so many slots says that it serves the queue, as real ones do."""
    facts = {"queues": [queue], "started": timezone.now().isoformat()}
    yield lambda slots: presence().say(queue, {**facts, "slots": slots}) and None
    presence().say(queue, {**facts, "gone": True})


def ask(owner: Any, queue: str, **given: Any) -> TaskRun:
    """A run of a kind that has no history: what others' tests left must not foretell anything."""
    return launch(f"trade-{queue}", owner=owner, queue=queue, title="Playa", **given)


def hold(run: TaskRun, queue: str) -> TaskRun:
    """That worker begins it."""
    assert record.claim(run.pk, f"{queue}:1")
    return now(run)


def waiting(run: TaskRun) -> Waiting:
    (card,) = run_cards([now(run)])
    assert card.waiting is not None
    return card.waiting


def said(run: TaskRun, language: str = SPANISH, staff: bool = False) -> str:
    with translation.override(language):
        return strip_tags(waiting_words(waiting(run), staff)).replace("\N{NO-BREAK SPACE}", " ")


def took(task: str, owner: Any, minutes: float, runs: int = 10) -> None:
    """So many runs that each took about so long."""
    end = timezone.now()
    rows = [
        TaskRun(
            task=task,
            owner=owner,
            state=TaskState.SUCCESS,
            created_at=end,
            changed_at=end,
            started_at=end - timedelta(minutes=minutes * (1 + n / 200)),
            finished_at=end,
        )
        for n in range(runs)
    ]
    TaskRun.objects.bulk_create(rows)


def test_no_worker_listens_to_the_queue(owner: Any, queue: str) -> None:
    run = ask(owner, queue=queue)
    assert said(run).startswith("Ahora ningún trabajador atiende esta cola")
    assert said(run, ENGLISH).startswith("No worker is there for this queue now")
    for_team = said(run, staff=True)
    assert f"Ningún trabajador atiende la cola {queue}." in for_team
    assert for_team.endswith(f"celery --app=proyecto worker --queues={queue}")
    assert f"No worker listens to the queue {queue}" in said(run, ENGLISH, staff=True)


def test_a_worker_is_free(owner: Any, queue: str, hire: Hire) -> None:
    hire(1)
    run = ask(owner, queue=queue)
    assert said(run) == "Hay un trabajador libre: empieza en cualquier momento."
    assert said(run, ENGLISH) == "A worker is free: it starts at any moment."


def test_all_workers_are_busy_and_nobody_knows_for_how_long(
    owner: Any, queue: str, hire: Hire
) -> None:
    hire(1)
    hold(ask(owner, queue=queue), queue)
    run = ask(owner, queue=queue)
    assert said(run) == "Es la siguiente: todos los trabajadores están ocupados."
    assert said(run, ENGLISH) == "It is next: all workers are busy."


def test_others_go_first_and_some_are_ones_own(
    owner: Any, people: People, queue: str, hire: Hire
) -> None:
    hire(1)
    other = people.new()
    hold(ask(other, queue=queue), queue)
    runs = [ask(whose, queue=queue) for whose in (owner, other, owner, owner, owner)]
    assert said(runs[1]) == "Una va antes."
    assert said(runs[2]) == "Dos van antes, una de ellas tuya."
    assert said(runs[3]) == "Tres van antes, dos de ellas tuyas."
    assert said(runs[3], ENGLISH) == "Three tasks go first, two of them yours."
    assert said(runs[4], ENGLISH) == "Four tasks go first, three of them yours."
    assert said(runs[3], staff=True) == "Tres van antes, dos de la misma persona."
    assert said(runs[3], ENGLISH, staff=True) == "Three tasks go first, two of the same person."


@pytest.mark.parametrize(
    ("before", "spanish", "english"),
    [
        (1, "Una va antes, y es tuya.", "One task goes first, and it is yours."),
        (2, "Dos van antes, todas tuyas.", "Two tasks go first, all of them yours."),
        (11, "11 van antes, todas tuyas.", "11 tasks go first, all of them yours."),
    ],
)
def test_all_that_go_first_are_ones_own(
    owner: Any, queue: str, hire: Hire, before: int, spanish: str, english: str
) -> None:
    hire(1)
    hold(ask(owner, queue=queue), queue)
    run = [ask(owner, queue=queue) for _ in range(before + 1)][-1]
    assert said(run) == spanish
    assert said(run, ENGLISH) == english


def test_with_a_history_it_says_when_a_worker_is_free_and_how_long_it_takes(
    owner: Any, queue: str, hire: Hire
) -> None:
    kind = f"trade-{queue}"
    took(kind, owner, minutes=6)
    hire(1)
    runs = [launched(kind, owner, queue) for _ in range(3)]
    hold(runs[0], queue)
    free = r"hacia las \d\d:\d\d\."
    assert re.match(
        f"Es la siguiente: todos .* ocupados; el próximo queda libre {free}", said(runs[1])
    )
    last = said(runs[2])
    assert re.match(f"Una va antes, y es tuya; el próximo trabajador queda libre {free}", last)
    assert re.search(r"Con la espera, tarda unos (18|19|20|25) min\.$", last), last
    assert "the next worker is free at about" in said(runs[2], ENGLISH)


def test_workers_that_are_busy_for_long_are_busy_with_long_jobs(
    owner: Any, queue: str, hire: Hire
) -> None:
    kind = f"trade-{queue}"
    took(kind, owner, minutes=120)
    hire(1)
    hold(launched(kind, owner, queue), queue)
    run = launched(kind, owner, queue)
    assert "ocupados con tareas largas; el próximo queda libre hacia las" in said(run)
    assert "busy with long jobs; the next one is free at about" in said(run, ENGLISH)


def test_somebody_paused_the_queue_and_only_the_team_reads_who(
    owner: Any, people: People, queue: str, hire: Hire
) -> None:
    hire(1)
    eva = people.new(first_name="Eva", is_staff=True)
    run = ask(owner, queue=queue)
    queues.pause(queue, eva)
    assert re.match(r"Alguien del equipo pausó esta cola hoy a las \d\d:\d\d;", said(run))
    assert re.match(
        r"Somebody of the team paused this queue today at \d\d:\d\d;", said(run, ENGLISH)
    )
    assert re.match(rf"Eva pausó la cola {queue} hoy a las \d\d:\d\d\.", said(run, staff=True))
    assert said(run, ENGLISH, staff=True).startswith(f"Eva paused the queue {queue} today at")
    assert "Eva" not in said(run) + said(run, ENGLISH)
    queues.resume(queue, eva)
    assert said(run) == "Hay un trabajador libre: empieza en cualquier momento."


def test_it_waits_before_its_next_attempt(owner: Any, queue: str, hire: Hire) -> None:
    hire(1)
    run = hold(ask(owner, queue=queue), queue)
    record.retry(run.pk, 1, Cause.ERROR, "io", delay=40)
    assert re.match(r"Espera antes del intento 2 de 4, que empieza en (40|39|38) s\.", said(run))
    assert re.match(r"It waits before attempt 2 of 4, which starts in \d\d s\.", said(run, ENGLISH))
    with translation.override(SPANISH):
        assert "data-count" in waiting_words(waiting(run), staff=False), "the page counts down"


def test_it_is_for_later(owner: Any, queue: str) -> None:
    run = ask(owner, queue=queue, run_at=timezone.now() + timedelta(days=3))
    assert re.match(r"Empieza el \d+ \w+ a las \d\d:\d\d, en 3 días\.", said(run))
    assert re.match(r"Starts on \d+ \w+ at \d\d:\d\d, in 3 days\.", said(run, ENGLISH))


def test_the_broker_is_away(
    owner: Any, queue: str, hire: Hire, breakable_redis: RedisProcess
) -> None:
    hire(1)
    run = ask(owner, queue=queue)
    breakable_redis.kill()
    assert said(run).startswith("Guardada: espera al servicio de colas")
    assert said(run, ENGLISH).startswith("Saved. It waits for the queue service")
    breakable_redis.start()
    hire(1)
    assert said(run) == "Hay un trabajador libre: empieza en cualquier momento."


def test_the_sentence_stands_on_the_card_and_on_the_page(owner: Any, queue: str) -> None:
    run = ask(owner, queue=queue)
    browser = Client()
    browser.force_login(owner)
    for path in ("/", f"/tareas/{run.pk}/"):
        page = browser.get(path).content.decode()
        assert f'id="waiting-{run.pk}">Ahora ningún trabajador atiende esta cola' in page


def launched(kind: str, owner: Any, queue: str) -> TaskRun:
    return launch(kind, owner=owner, queue=queue, title="Playa")
