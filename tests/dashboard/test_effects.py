"""What a person reads of effects before they press "Try again", and after."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from dashboard.again import again_sentences, effect_sentence, effect_words, more_sentence
from dashboard.effects import effects_of
from dashboard.formats import money
from dashboard.fragments import Look, render
from proyecto.progress import effects, launch, record
from proyecto.progress.effects import Attempt
from proyecto.progress.models import Effect, TaskRun
from proyecto.progress.vocabulary import Cause
from tests.dashboard.runs import ask, begun, now, told
from tests.stack.people import People, Person

pytestmark = pytest.mark.usefixtures("redis_process")

CHARGE = {"amount": "1250", "currency": "MXN"}
LOOK = Look("tareas", "es-mx", "America/Mexico_City", staff=False)


@pytest.fixture
def person(people: People) -> Person:
    return people.sign_in()


@pytest.fixture
def owner(person: Person) -> Any:
    return person.user


def did(run: TaskRun, state: str = "done", kind: str = "charge", **given: Any) -> str:
    """An effect of this attempt of a run, as it stands afterwards; its key."""
    key = f"test:{uuid.uuid4()}"
    by = Attempt(str(run.pk), run.attempt)
    turn = effects.take(key, kind, given.get("facts", CHARGE), given.get("doubt", "ask"), by)
    if state == "done":
        effects.done(key, "receipt")
    elif state == "refused":
        effects.refused(key, turn.tries, {"error": given.get("error", ""), "detail": ""})
    return key


def failed(run: TaskRun) -> TaskRun:
    """The run, which was begun, failed."""
    assert record.fail(run.pk, run.attempt, Cause.ERROR, "error")
    return told(now(run))


def said(run: TaskRun, language: str = "en") -> list[str]:
    """What trying it again will do."""
    with translation.override(language):
        return [sentence for _will, sentence in again_sentences(effects_of([run])[str(run.pk)])]


SENTENCES = [
    ("done", "ask", "Already done, and not done again: charge of $1,250.00."),
    ("planned", "ask", "Perhaps done: charge of $1,250.00. This is checked first."),
    ("planned", "again", "Perhaps done, and done again: charge of $1,250.00."),
    ("planned", "leave", "Perhaps done, and not done again: charge of $1,250.00."),
    ("refused", "ask", "Refused, and asked for again: charge of $1,250.00."),
]


@pytest.mark.parametrize(("state", "doubt", "sentence"), SENTENCES)
def test_each_state_says_what_trying_again_does(
    owner: Any, state: str, doubt: str, sentence: str
) -> None:
    run = begun(ask(owner))
    did(run, state, doubt=doubt)
    assert said(failed(run)) == [sentence]


def test_it_is_said_in_spanish_too(owner: Any) -> None:
    run = begun(ask(owner))
    did(run)
    did(run, "planned", "mail", facts={"to": "ana@example.com"})
    assert said(failed(run), "es-mx") == [
        "Ya está hecho y no se repetirá: cobro de $1,250.00.",
        "Quizá ya se hizo: correo a ana@example.com. Primero se comprueba.",
    ]


def test_effects_of_other_runs_of_the_same_task_about_the_same_thing_count(owner: Any) -> None:
    earlier = begun(ask(owner, subject="pedido:12"))
    did(earlier)
    failed(earlier)
    for other in (ask(owner, subject="pedido:13"), ask(owner)):
        did(begun(other), "planned")
    run = failed(begun(ask(owner, subject="pedido:12")))
    assert said(run) == ["Already done, and not done again: charge of $1,250.00."]


def test_effects_of_the_runs_that_it_tries_again_count_however_long_ago(owner: Any) -> None:
    first = begun(ask(owner))
    did(first)
    second = failed(begun(launch.again(failed(first))))
    third = failed(begun(launch.again(second)))
    assert said(third) == said(second) == said(now(first)) != []


def test_of_many_alike_three_are_named_and_the_rest_is_counted(owner: Any) -> None:
    run = begun(ask(owner))
    for number in range(7):
        did(run, kind="mail", facts={"to": f"p{number}@example.com"})
    did(run)
    assert said(failed(run)) == [
        (
            "Already done, and not done again: e-mail to p0@example.com, "
            "e-mail to p1@example.com, e-mail to p2@example.com and 4 more; charge of $1,250.00."
        )
    ]
    group, _ = effects_of([run])[str(run.pk)]
    with translation.override("en"):
        assert more_sentence(group) == "… and 4 more: e-mail"


def test_the_effects_of_a_whole_list_are_one_query(
    owner: Any, django_assert_num_queries: Any
) -> None:
    runs = []
    for number in range(6):
        run = begun(ask(owner, subject=f"pedido:{number}"))
        did(run)
        runs.append(failed(run))
    for some in (runs[:1], runs):
        with django_assert_num_queries(1):
            assert all(effects_of(some).values())
    with django_assert_num_queries(0):
        assert effects_of([]) == {}


def test_a_card_says_it_beside_the_button_and_the_button_names_it(owner: Any) -> None:
    run = begun(ask(owner))
    did(run)
    card = render(str(failed(run).pk), LOOK)
    assert "Si reintentas:" in card
    assert "Ya está hecho y no se repetirá: cobro de $1,250.00." in card
    (described,) = re.findall(r'aria-describedby="([^"]+)"', card)
    assert card.count(f'id="{described}"') == 1


def test_what_a_task_calls_itself_or_a_person_is_escaped(owner: Any) -> None:
    run = begun(ask(owner))
    did(run, kind="mail", facts={"to": "<script>alert(1)</script>"})
    card = render(str(failed(run).pk), LOOK)
    assert "<script>" not in card
    assert "&lt;script&gt;" in card


def test_a_run_without_effects_says_nothing_of_them(owner: Any) -> None:
    card = render(str(failed(begun(ask(owner))).pk), LOOK)
    assert "aria-describedby" not in card
    assert 'class="again"' not in card


def test_what_can_not_be_tried_again_promises_nothing(owner: Any) -> None:
    run = begun(ask(owner))
    did(run, "refused", error="gone")
    assert record.fail(run.pk, 1, Cause.REJECTED, "not_media")
    assert 'class="again"' not in render(str(told(now(run)).pk), LOOK)


def test_the_page_of_a_run_says_it_and_lists_every_effect_with_its_time(
    person: Person, owner: Any
) -> None:
    run = begun(ask(owner))
    done = did(run)
    did(run, "refused", error="gone")
    did(run, "planned", "file", facts={"name": "ventas.pdf"}, doubt="again")
    html = page(person, failed(run))
    assert html.count('id="again-') == html.count('aria-describedby="again-') == 1
    listed = html[html.index("Cobros, correos y archivos") :]
    assert "Hecho: cobro de $1,250.00." in listed
    assert "Rechazado: cobro de $1,250.00. El original ya no está" in listed
    assert "Quizá se hizo, no se sabe: archivo “ventas.pdf”." in listed
    at = Effect.objects.get(key=done).done_at
    assert at is not None
    assert at.isoformat(timespec="seconds") in listed


def test_what_is_under_way_is_not_called_unknown(person: Person, owner: Any) -> None:
    run = told(begun(ask(owner)))
    did(run, "planned")
    assert "En curso: cobro de $1,250.00." in page(person, run)


def page(person: Person, run: TaskRun) -> str:
    browser = Client(headers={"accept-language": "es-mx"})
    browser.force_login(person.user)
    answer = browser.get(f"/tareas/{run.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("1250", "MXN", "$1,250.00"),
        (0.5, "mxn", "$0.50"),
        ("99.999", "usd", "100.00 USD"),
        ("much", "MXN", "much"),
    ],
)
def test_money_is_written_as_in_mexico(amount: Any, currency: str, shown: str) -> None:
    assert money(amount, currency) == shown


def test_a_kind_that_nobody_named_is_shown_by_its_own_word() -> None:
    with translation.override("en"):
        assert effect_words("fax", {"to": "ana"}) == "fax"
        assert effect_words("mail", {}) == "e-mail"


def test_a_refusal_whose_code_nobody_knows_is_still_told(owner: Any) -> None:
    run = begun(ask(owner))
    did(run, "refused", "mail", facts={}, error="greylisted")
    (group,) = effects_of([run])[str(run.pk)]
    with translation.override("en"):
        assert [effect_sentence(one) for one in group.listed] == ["Refused: e-mail."]
