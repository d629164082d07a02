"""What programs may have begun: each kind with the arguments that it takes and who may. No other
work is begun through the API, and each of it just as the page does."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django_celery_beat.models import PeriodicTask
from msgspec import Meta, Struct

from dashboard import begin
from dashboard.api.caller import Caller
from dashboard.api.errors import ApiError, Code
from dashboard.api.once import Deed, once
from dashboard.forms.demo import FEWEST, LARGEST_SEED, MOST, DemoForm
from dashboard.forms.reporte import ReporteForm
from dashboard.forms.when import bounded
from dashboard.labels import task_label
from proyecto.dominio.models import Pedido
from proyecto.dominio.tarjetas import TarjetaDePrueba
from proyecto.progress.models import TaskRun
from proyecto.progress.tokens import Scope
from proyecto.progress.vocabulary import TaskName

MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


class Args(Struct, forbid_unknown_fields=True):
    """What a kind of work is told."""


class NoArgs(Args):
    """It needs no arguments."""


class Report(Args):
    """A month of the shop's calendar that has begun; `run_at` makes it later than now."""

    year: Annotated[int, Meta(ge=2000, le=9999)]
    month: Annotated[int, Meta(ge=1, le=12)]
    run_at: datetime | None = None


class Payment(Args):
    """The order that is charged. `card` is one of the sandbox; without, it is the order's own."""

    order: Annotated[int, Meta(ge=1, le=2**63 - 1)]
    card: TarjetaDePrueba | None = None


class DemoOrders(Args):
    """How many invented orders, from which month to which ("2026-10"). The same seed makes the
    same orders again; without one, chance decides."""

    count: Annotated[int, Meta(ge=FEWEST, le=MOST)]
    since: Annotated[str, Meta(pattern=MONTH)]
    until: Annotated[str, Meta(pattern=MONTH)]
    seed: Annotated[int, Meta(ge=-LARGEST_SEED, le=LARGEST_SEED)] | None = None


@dataclass(frozen=True, slots=True)
class Startable:
    """A kind of work: what it is told, who may begin it, and how that is done."""

    args: type[Args]
    begin: Callable[[Caller, Any], TaskRun]
    staff: bool = False


def start(caller: Caller, task: str, args: dict[str, Any], key: str = "") -> TaskRun:
    """Begin work of a kind; the same `key` again within a day gives the same run. Raises ApiError
    and has then changed nothing. Blocking: for a thread."""
    return started(caller, task, args, key)[0]


def started(caller: Caller, task: str, args: dict[str, Any], key: str = "") -> tuple[TaskRun, bool]:
    """The same, and whether it had been begun before, with this key."""
    caller.must(Scope.WRITE)
    kind = KINDS.get(task)
    if kind is None:
        sentence = _("Work of this kind can't be started. See what can.")
        raise ApiError(Code.BAD_REQUEST, sentence, field="task")
    if kind.staff:
        caller.must(Scope.STAFF)
    told = _understood(kind.args, args)
    asked = ["start", task, args]
    deed = once(caller, key, asked, lambda: Deed(run=_begun(kind, caller, told)))
    assert deed.run is not None
    return deed.run, deed.again


def startable(caller: Caller) -> list[dict[str, Any]]:
    """What they may start: the name of each kind, its title in their language, and the JSON Schema
    of its arguments."""
    if Scope.WRITE not in caller.scopes:
        return []
    return [
        {"task": str(task), "title": task_label(task), "args": _schema(kind.args)}
        for task, kind in KINDS.items()
        if caller.is_staff or not kind.staff
    ]


def _begun(kind: Startable, caller: Caller, told: Args) -> TaskRun:
    try:
        return kind.begin(caller, told)
    except begin.NotNow as why:
        raise ApiError(Code.CONFLICT, why.sentence) from None


def _report(caller: Caller, told: Report) -> TaskRun:
    form = ReporteForm({"periodo": f"{told.year}-{told.month:02d}"})
    _must_be_valid(form, {"periodo": "month"})
    return begin.report(caller.person, form.cleaned_data["periodo"], _later(told.run_at))


def _sample(caller: Caller, _told: NoArgs) -> TaskRun:
    return begin.sample(caller.person)


def _payment(caller: Caller, told: Payment) -> TaskRun:
    try:
        return begin.charge(told.order, caller.person, told.card)
    except Pedido.DoesNotExist:
        raise _wrong("order", _("There is no such order.")) from None


def _demo_orders(caller: Caller, told: DemoOrders) -> TaskRun:
    form = DemoForm(
        {
            "cantidad": told.count,
            "desde": told.since,
            "hasta": told.until,
            "semilla": "" if told.seed is None else told.seed,
        }
    )
    _must_be_valid(form, {"desde": "since", "hasta": "until", "cantidad": "count"})
    return begin.demo_orders(form, caller.person)


def _periodic(task: TaskName) -> Startable:
    def run_now(caller: Caller, _told: NoArgs) -> TaskRun:
        # For this transaction: beat counts in the same row.
        entries = PeriodicTask.objects.select_for_update().filter(task=task)
        entry = entries.order_by("pk").first()
        if entry is None:
            raise begin.NotNow(_("It is not on the schedule."))
        return begin.periodic(entry, caller.person)

    return Startable(NoArgs, run_now, staff=True)


KINDS: dict[str, Startable] = {
    TaskName.GENERAR_REPORTE_VENTAS: Startable(Report, _report),
    TaskName.CREAR_MUESTRA: Startable(NoArgs, _sample),
    TaskName.PROCESAR_PAGO: Startable(Payment, _payment, staff=True),
    TaskName.CREAR_PEDIDOS: Startable(DemoOrders, _demo_orders, staff=True),
    TaskName.LIMPIAR_SESIONES: _periodic(TaskName.LIMPIAR_SESIONES),
    TaskName.VERIFICAR_SUSCRIPCIONES_VENCIDAS: _periodic(TaskName.VERIFICAR_SUSCRIPCIONES_VENCIDAS),
    TaskName.ENVIAR_RESUMEN_SEMANAL: _periodic(TaskName.ENVIAR_RESUMEN_SEMANAL),
    TaskName.ENVIAR_RESUMEN_DIARIO: _periodic(TaskName.ENVIAR_RESUMEN_DIARIO),
}


def _later(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    if moment.tzinfo is None:
        raise _wrong("run_at", _("Say the time with its offset, such as 2026-11-22T18:00:00Z."))
    try:
        return bounded(moment)
    except ValidationError as wrong:
        raise _wrong("run_at", wrong.messages[0]) from None


def _must_be_valid(form: Any, names: dict[str, str]) -> None:
    for field, found in form.errors.items():
        raise _wrong(names.get(field, field), found[0])


def _understood(kind: type[Args], args: Any) -> Args:
    try:
        return msgspec.convert(args, kind)
    except msgspec.ValidationError as wrong:
        sentence = _("An argument is missing, unknown or makes no sense.")
        raise _wrong(_field(str(wrong)), sentence, reason=str(wrong)) from None


def _wrong(field: str, sentence: str, **facts: Any) -> ApiError:
    name = f"args.{field}" if field else "args"
    return ApiError(Code.BAD_REQUEST, sentence, field=name, **facts)


def _field(reason: str) -> str:
    """Which field msgspec means: "… - at `$.year`", "… required field `year`"."""
    named = re.search(r"at `\$\.(\w+)`|field `(\w+)`", reason)
    return next(filter(None, named.groups())) if named else ""


def _schema(kind: type[Args]) -> dict[str, Any]:
    (schema,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    name = schema["$ref"].rpartition("/")[2]
    whole = parts.pop(name)
    return whole | ({"$defs": parts} if parts else {})
