"""What programs may have begun, with which arguments, and that a key does it once."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from django_celery_beat.models import IntervalSchedule, PeriodicTask

from dashboard.api import once
from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from dashboard.api.starting import KINDS, start, startable
from proyecto.dominio.models import Cliente, Lote, Pedido
from proyecto.progress import record
from proyecto.progress.models import Action, IdempotencyKey, TaskRun
from proyecto.progress.tokens import Scope
from proyecto.progress.vocabulary import OPEN
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
ALL = frozenset(Scope)
REPORT = "generar_reporte_ventas"


@pytest.fixture
def ana(people: People) -> Any:
    yield from _leaving_nothing(Caller(people.new(), ALL))


@pytest.fixture
def eva(people: People) -> Any:
    """One of the team."""
    yield from _leaving_nothing(Caller(people.new(is_staff=True), ALL))


def _leaving_nothing(caller: Caller) -> Any:
    yield caller
    for run in TaskRun.objects.filter(owner=caller.pk, state__in=OPEN):
        record.request_cancel(run.pk)


def refused(caller: Caller, task: str, args: Any, key: str = "") -> ApiError:
    before = TaskRun.objects.filter(owner=caller.pk).count()
    with pytest.raises(ApiError) as told:
        start(caller, task, args, key)
    assert TaskRun.objects.filter(owner=caller.pk).count() == before
    return told.value


def last_month() -> dict[str, int]:
    zone = timezone.get_default_timezone()
    day = timezone.localdate(timezone=zone).replace(day=1) - timedelta(days=1)
    return {"year": day.year, "month": day.month}


def an_order(**fields: Any) -> Pedido:
    given = {"estado": Pedido.Estado.PENDIENTE, "total": 120, "tarjeta_token": "tok_visa"}
    now = timezone.now()
    cliente = Cliente.objects.create(nombre="Luz", email=f"luz-{now.timestamp()}@x.mx", creado=now)
    return Pedido.objects.create(cliente=cliente, fecha=now, **given | fields)


def test_a_report_is_asked_for_as_on_the_page(ana: Caller) -> None:
    month = last_month()
    run = start(ana, REPORT, month)
    assert (run.owner_id, run.args) == (ana.pk, [month["month"], month["year"]])
    assert run.subject.startswith("reporte:")
    assert refused(ana, REPORT, month).code is Code.CONFLICT


def test_a_report_may_be_made_later(ana: Caller) -> None:
    at = timezone.now() + timedelta(hours=3)
    run = start(ana, REPORT, last_month() | {"run_at": at.isoformat()})
    assert run.run_at == at


def test_a_sample_film_is_made_for_whoever_asks(ana: Caller) -> None:
    run = start(ana, "crear_muestra", {})
    assert (run.owner_id, run.subject[:6]) == (ana.pk, "video:")


def test_the_team_has_an_order_charged_and_not_twice(eva: Caller) -> None:
    order = an_order()
    run = start(eva, "procesar_pago", {"order": order.pk})
    assert run.subject == order.asunto
    assert refused(eva, "procesar_pago", {"order": order.pk}).code is Code.CONFLICT


def test_the_team_has_demo_orders_made(eva: Caller) -> None:
    args = {"count": 7, "since": "2026-01", "until": "2026-02", "seed": 5}
    run = start(eva, "crear_pedidos", args)
    lote = Lote.objects.get(pk=run.args[0])
    assert (lote.cantidad, lote.semilla) == (7, 5)


def test_what_is_periodic_runs_besides_its_moments_and_it_is_noted_by_whom(eva: Caller) -> None:
    hourly, _new = IntervalSchedule.objects.get_or_create(every=1, period="hours")
    entry = PeriodicTask.objects.filter(task="limpiar_sesiones").order_by("pk").first()
    entry = entry or PeriodicTask.objects.create(
        name="limpiar-sesiones-expiradas", task="limpiar_sesiones", interval=hourly, enabled=False
    )
    run = start(eva, "limpiar_sesiones", {})
    assert run.owner_id == eva.pk
    assert Action.objects.filter(by=eva.pk, verb="periodic.run", target=entry.name).exists()
    assert refused(eva, "limpiar_sesiones", {}).code is Code.CONFLICT


@pytest.mark.parametrize(
    ("args", "field"),
    [
        ({"year": 2026}, "args.month"),
        ({"year": "2026", "month": 1}, "args.year"),
        ({"year": 2026, "month": 13}, "args.month"),
        ({"year": 9000, "month": 1}, "args.month"),
        ({"year": 2026, "month": 1, "x": 1}, "args.x"),
        ({"year": 2026, "month": 1, "run_at": "2020-01-01T00:00:00Z"}, "args.run_at"),
        ({"year": 2026, "month": 1, "run_at": "2036-01-01T00:00:00"}, "args.run_at"),
        ([], "args"),
    ],
)
def test_arguments_that_make_no_sense_are_named(ana: Caller, args: Any, field: str) -> None:
    wrong = refused(ana, REPORT, args)
    assert (wrong.code, wrong.facts["field"]) == (Code.BAD_REQUEST, field)


@pytest.mark.parametrize(
    ("task", "args", "field"),
    [
        ("crear_pedidos", {"count": 1, "since": "2026-03", "until": "2026-02"}, "args.until"),
        ("crear_pedidos", {"count": 0, "since": "2026-01", "until": "2026-02"}, "args.count"),
        ("procesar_pago", {"order": 2**62}, "args.order"),
        ("procesar_pago", {"order": 1, "card": "mine"}, "args.card"),
    ],
)
def test_and_those_of_the_team_too(eva: Caller, task: str, args: Any, field: str) -> None:
    wrong = refused(eva, task, args)
    assert (wrong.code, wrong.facts["field"]) == (Code.BAD_REQUEST, field)


@pytest.mark.parametrize(
    "task", ["procesar_video", "notificar_admin", "enviar_email_bienvenida", "", "os.system"]
)
def test_no_other_work_can_be_begun(eva: Caller, task: str) -> None:
    wrong = refused(eva, task, {})
    assert (wrong.code, wrong.facts["field"]) == (Code.BAD_REQUEST, "task")


def test_who_may_not_is_refused_whatever_the_arguments(people: People) -> None:
    person, member = people.new(), people.new(is_staff=True)
    reader = Caller(member, frozenset({Scope.READ, Scope.STAFF}))
    narrow = Caller(member, frozenset({Scope.READ, Scope.WRITE}))
    for caller, task in ((reader, REPORT), (narrow, "crear_pedidos")):
        assert refused(caller, task, {}).code is Code.FORBIDDEN
    assert refused(Caller(person, ALL), "procesar_pago", {}).code is Code.FORBIDDEN
    assert startable(reader) == []
    assert {kind["task"] for kind in startable(Caller(person, ALL))} == {REPORT, "crear_muestra"}
    assert {kind["task"] for kind in startable(Caller(member, ALL))} == set(KINDS)


def test_the_schema_of_arguments_stands_for_itself(ana: Caller) -> None:
    (schema,) = (kind["args"] for kind in startable(ana) if kind["task"] == REPORT)
    assert schema["required"] == ["year", "month"]
    assert schema["additionalProperties"] is False


def test_the_same_key_again_gives_the_same_run(ana: Caller) -> None:
    run = start(ana, REPORT, last_month(), "k")
    assert start(ana, REPORT, dict(reversed(last_month().items())), "k") == run
    assert refused(ana, "crear_muestra", {}, "k").code is Code.CONFLICT


def test_a_key_is_its_owners_own(ana: Caller, people: People) -> None:
    other = Caller(people.new(), ALL)
    assert start(ana, "crear_muestra", {}, "k") != start(other, "crear_muestra", {}, "k")


def test_what_one_of_the_team_was_answered_is_not_told_to_a_token_of_less_reach(
    people: People,
) -> None:
    member = people.new(is_staff=True)
    narrow = Caller(member, frozenset({Scope.READ, Scope.WRITE}))
    once.once(Caller(member, ALL), "k", "deed", lambda: once.Deed("of somebody else"))
    with pytest.raises(ApiError) as no:
        once.once(narrow, "k", "deed", once.Deed)
    assert no.value.code is Code.CONFLICT


def test_what_was_refused_may_be_asked_for_again_with_the_same_key(ana: Caller) -> None:
    first = start(ana, REPORT, last_month())
    assert refused(ana, REPORT, last_month(), "k").code is Code.CONFLICT
    record.request_cancel(first.pk)
    assert start(ana, REPORT, last_month(), "k") != first


def test_a_key_counts_for_a_day_and_is_then_swept(ana: Caller) -> None:
    run = start(ana, "crear_muestra", {}, "k")
    row = IdempotencyKey.objects.filter(owner=ana.pk, key="k")
    row.update(created_at=timezone.now() - once.KEPT)
    assert start(ana, "crear_muestra", {}, "k") != run
    row.update(created_at=timezone.now() - once.KEPT)
    once.sweep_keys()
    assert not row.exists()


@pytest.mark.parametrize("key", ["ñ", "a\n", "x" * 201])
def test_a_key_is_short_and_plain(ana: Caller, key: str) -> None:
    assert refused(ana, "crear_muestra", {}, key).facts["field"] == "key"


def test_of_two_who_come_at_once_with_a_key_one_begins_and_both_are_told(ana: Caller) -> None:
    told: list[Any] = []
    ready = threading.Barrier(4)

    def ask() -> None:
        ready.wait()
        try:
            told.append(start(ana, "crear_muestra", {}, "k").pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 4
    assert len(set(told)) == 1
    assert TaskRun.objects.filter(owner=ana.pk).count() == 1
