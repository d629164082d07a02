"""What a run that went well has made, in words: a sentence, and the figures behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.cards import RunCard
from dashboard.formats import duration, money, size
from proyecto.progress.vocabulary import TaskName


@dataclass(frozen=True, slots=True)
class Result:
    """`said` is one sentence; `facts` are a few words each."""

    said: str
    facts: tuple[str, ...] = ()


def result_of(card: RunCard) -> Result:
    """Of a run that is done. What a task gave may be of an older release, or of a kind that nobody
    has words for: then it is said that all went well."""
    words = WORDS.get(card.task)
    try:
        found = words(card, card.result) if words else None
    except (KeyError, TypeError, ValueError, AttributeError):
        found = None
    return found or Result(_("Everything went well."))


def _video(card: RunCard, result: dict[str, Any]) -> Result:
    said = _("The video is ready to be played and downloaded.")
    if card.video is None:
        said = _("The video was made ready, and is not there any more.")
    rungs = ", ".join(result["rungs"]) or _("sound only")
    return Result(said, (rungs, duration(result["seconds"]), size(result["bytes"])))


def _sample(_card: RunCard, _result: dict[str, Any]) -> Result:
    return Result(_("The sample film is made. Now it is processed like any other video."))


def _picture(card: RunCard, result: dict[str, Any]) -> Result:
    sizes = result["bytes"]
    said = ngettext(
        "%(count)s file was made of the picture.",
        "%(count)s files were made of the picture.",
        len(sizes),
    ) % {"count": number(len(sizes))}
    shown = card.image.large if card.image else None
    facts = [f"{shown.width} × {shown.height}"] if shown else []
    return Result(said, (*facts, size(sum(sizes.values()))))


def _orders(_card: RunCard, result: dict[str, Any]) -> Result:
    count = result["pedidos"]
    said = ngettext("%(count)s order was made.", "%(count)s orders were made.", count)
    return Result(said % {"count": number(count)})


def _payment(_card: RunCard, result: dict[str, Any]) -> Result:
    amount = money(result["amount"], result["currency"])
    reference = _("Reference %(reference)s") % {"reference": result["reference"]}
    return Result(_("%(amount)s was charged.") % {"amount": amount}, (reference,))


def _sessions(_card: RunCard, result: dict[str, Any]) -> Result:
    count = result["deleted"]
    if not count:
        return Result(_("No session was over: there was nothing to delete."))
    said = ngettext(
        "%(count)s session that was over was deleted.",
        "%(count)s sessions that were over were deleted.",
        count,
    )
    return Result(said % {"count": number(count)})


def _welcome(_card: RunCard, result: dict[str, Any]) -> Result:
    if result.get("unknown"):
        return Result(_("It is not known whether %(to)s got the e-mail.") % {"to": result["to"]})
    return Result(_("The e-mail went to %(to)s.") % {"to": result["to"]})


def _round(_card: RunCard, result: dict[str, Any]) -> Result:
    return _letters(result)


def _notices(_card: RunCard, result: dict[str, Any]) -> Result:
    count = result["notices"]
    if not count:
        return Result(_("No notice was due: no e-mail was sent."))
    said = ngettext(
        "The admins were told of %(count)s notice.",
        "The admins were told of %(count)s notices.",
        count,
    )
    letters = _letters(result)
    return Result(said % {"count": number(count)}, (letters.said.rstrip("."), *letters.facts))


def _subscriptions(_card: RunCard, result: dict[str, Any]) -> Result:
    count = result["expired"]
    said = ngettext(
        "%(count)s subscription has expired.", "%(count)s subscriptions have expired.", count
    )
    letters = _letters(result)
    return Result(said % {"count": number(count)}, (letters.said.rstrip("."), *letters.facts))


def _webhook(_card: RunCard, result: dict[str, Any]) -> Result:
    if not result["sent"]:
        return Result(_("Nobody was to be told any more."))
    return Result(_("The receiver has it."), (f"HTTP {result['status']}",))


def _letters(result: dict[str, Any]) -> Result:
    """A round of letters; see `workers.round`."""
    sent = result["sent"]
    said = ngettext("%(count)s e-mail was sent.", "%(count)s e-mails were sent.", sent)
    others = (
        (result.get("nothing", 0), _("%(count)s had nothing to be told")),
        (result.get("refused", 0), _("%(count)s refused by the mail server")),
        (result.get("unknown", 0), _("%(count)s in doubt")),
    )
    facts = (words % {"count": number(count)} for count, words in others if count)
    return Result(said % {"count": number(sent)}, tuple(facts))


def number(count: int) -> str:
    """1284 -> "1,284"."""
    if not isinstance(count, int):
        raise TypeError(count)
    return number_format(count, force_grouping=True)


WORDS: dict[str, Callable[[RunCard, Any], Result]] = {
    TaskName.PROCESAR_VIDEO: _video,
    TaskName.CREAR_MUESTRA: _sample,
    TaskName.PROCESAR_IMAGEN: _picture,
    TaskName.CREAR_PEDIDOS: _orders,
    TaskName.PROCESAR_PAGO: _payment,
    TaskName.LIMPIAR_SESIONES: _sessions,
    TaskName.ENVIAR_EMAIL_BIENVENIDA: _welcome,
    TaskName.ENVIAR_RESUMEN_SEMANAL: _round,
    TaskName.ENVIAR_RESUMEN_DIARIO: _round,
    TaskName.ENVIAR_AVISO_FIN: _round,
    TaskName.ENVIAR_AVISO_WEBHOOK: _round,
    TaskName.NOTIFICAR_ADMIN: _notices,
    TaskName.ENTREGAR_WEBHOOK: _webhook,
    TaskName.VERIFICAR_SUSCRIPCIONES_VENCIDAS: _subscriptions,
}
