"""How often the times that people are shown were true, for the team."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.labels import task_label
from proyecto.progress.models import Promise
from proyecto.progress.promises import AIM, Rate, month_ago, rates

# Around the aim; and of fewer than this nothing is said.
LEAST, MOST, ENOUGH = 0.85, 0.95, 20
STAGES = {
    "queued": [Promise.Moment.QUEUED],
    "started": [Promise.Moment.STARTED],
    "running": [Promise.Moment.QUARTER, Promise.Moment.HALF, Promise.Moment.THREE_QUARTERS],
}


@dataclass(frozen=True, slots=True)
class PromiseCard:
    """Of one kind of work, or of all. `percent` is rounded down; `verdict` is good, narrow (told
    too exactly), wide (told too vaguely) or few."""

    name: str
    told: int
    kept: int
    percent: int
    verdict: str


def promises_context() -> dict[str, Any]:
    """For `sistema/_promesas.html`: the promises of a month, in all, by stage and by kind."""
    since = month_ago()
    by_kind = rates(since)
    stages = [(stage, _sum(rates(since, moments).values())) for stage, moments in STAGES.items()]
    kinds = [(task_label(task), rate) for task, rate in by_kind.items()]
    return {
        "promises": promise_card("", _sum(by_kind.values())),
        "promises_by_stage": [promise_card(*each) for each in stages if each[1].told],
        "promises_by_kind": [promise_card(*each) for each in sorted(kinds, key=lambda one: one[0])],
        "promises_aim": round(100 * AIM),
    }


def promise_card(name: str, rate: Rate) -> PromiseCard:
    """A rate as it is shown."""
    percent = int(100 * rate.kept / rate.told) if rate.told else 0
    return PromiseCard(name, rate.told, rate.kept, percent, _verdict(rate))


def _verdict(rate: Rate) -> str:
    share = rate.share
    if share is None or rate.told < ENOUGH:
        return "few"
    if share < LEAST:
        return "narrow"
    return "wide" if share > MOST else "good"


def _sum(of: Iterable[Rate]) -> Rate:
    every = list(of)
    return Rate(sum(rate.told for rate in every), sum(rate.kept for rate in every))
