"""HTML for the socket: rendered once a process for each (run, milestone, view, viewer's look)."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from dashboard.cards import WhyWait, run_cards
from dashboard.payment_cards import payment_about
from dashboard.run_page import page_of
from dashboard.schedule_cards import beat_card, entry_card_of
from dashboard.waiting import waits_lately
from proyecto.progress.models import TaskRun

TEMPLATES = {
    "tareas": "tareas/_card.html",
    "tarea": "tareas/_detail.html",
    "subir": "tareas/_card.html",
    "videos": "videos/_card.html",
    "video": "videos/_state.html",
    "imagenes": "imagenes/_card.html",
    "reportes": "reportes/_card.html",
    "programadas": "programadas/_entry.html",
    "pedido": "pedidos/_run.html",
    # These show no runs: the feed of notices, every other page of the team, and of a person; the
    # bell of the administration, which says nothing of runs at all.
    "avisos": "",
    "equipo": "",
    "administracion": "",
    "cuenta": "",
    "compartida": "compartida/_run.html",
    # It shows no runs as such; its topic tells it what it shows.
    "sistema": "",
}
# Views that show what a run is about, and what a card calls that.
ABOUT = {"videos": "video", "video": "video", "imagenes": "image", "reportes": "report"}
# What a page shows besides its runs: of a scheduler that is gone no run tells.
ASIDES = {"programadas": "programadas/_beat.html"}
# Why a run waits is not for guests.
WHY_WAIT: dict[str, WhyWait] = {"compartida": lambda _: {}}
KEPT = 512


@dataclass(frozen=True, slots=True)
class Look:
    """All that makes the same fragment look different for two people."""

    view: str
    language: str
    zone: str
    staff: bool


class Fragments:
    """The newest fragments, by run, milestone and look."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, Look], str] = OrderedDict()

    def html(self, run_id: str, n: int, look: Look) -> str:
        """The fragment of a run as it stands at milestone `n` or later; blocking, for a thread."""
        wanted = (run_id, n, look)
        if wanted not in self._kept:
            self._kept[wanted] = render(run_id, look)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return self._kept[wanted]


def render(run_id: str, look: Look) -> str:
    """The fragment of a run now; empty when the run is gone or the view shows nothing of it."""
    run = TaskRun.objects.select_related("owner").filter(pk=run_id).first()
    template = TEMPLATES.get(look.view)
    if run is None or not template:
        return ""
    with translation.override(look.language), timezone.override(ZoneInfo(look.zone)):
        if look.view == "programadas":
            entry = entry_card_of(run) if look.staff else None
            return render_to_string(template, {"card": entry}) if entry else ""
        (card,) = run_cards([run], WHY_WAIT.get(look.view, waits_lately))
        if look.view == "tarea":
            return render_to_string(template, {**page_of(run, card), "staff": look.staff})
        if look.view in ABOUT:
            thing = getattr(card, ABOUT[look.view])
            if thing is None:
                return ""
            shown = replace(thing, run=card)
            return render_to_string(template, {"card": shown, "staff": look.staff})
        payment = payment_about(run.subject) if look.view == "pedido" and look.staff else None
        context = {"card": card, "staff": look.staff, "payment": payment}
        return render_to_string(template, context)


def aside(look: Look) -> str:
    """What the page of a look shows besides its runs, as it is now; for the team."""
    if not look.staff:
        return ""
    with translation.override(look.language), timezone.override(ZoneInfo(look.zone)):
        return render_to_string(ASIDES[look.view], {"beat": beat_card()})
