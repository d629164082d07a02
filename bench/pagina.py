"""What a page costs: bytes of the first visit, its main thread with a hundred moving cards, a list
of a thousand runs, and what Lighthouse says."""

import sys
from statistics import median
from typing import TYPE_CHECKING

from bench import lighthouse, pagina_thread, pagina_wire
from bench.measure import load, verdict
from bench.pagina_stage import Product, product

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from bench.pagina_runs import Crowd

CARDS = 100
RUNS = 1_000
LONGEST = f"/?por_pagina={CARDS}"
GOAL_KB = 250
GOAL_SHARE = 12
GOAL_TASK_MS = 50
GOAL_SCORE = 95


def main() -> int:
    with product() as here:
        from bench.pagina_runs import Crowd, history

        history(here.person, RUNS - CARDS)
        crowd = Crowd(here.person, CARDS)
        lines = told(wire(here))
        page = here.open(here.visitor(), LONGEST)
        lines += told(thread(page, crowd))
        page.context.close()
        lines += told(lighthouse_says(here, crowd.first))
    print(load())
    return int(any("MISSED" in line for line in lines))


def told(lines: list[str]) -> list[str]:
    """At once: the next part takes minutes."""
    print("\n".join(lines), flush=True)
    return lines


def wire(here: Product) -> list[str]:
    """The first visit, as the list comes and with as many cards as a page may have."""
    lines = []
    for path, name in (("/", "of Tareas"), (LONGEST, f"with {CARDS} cards on the page")):
        sent = pagina_wire.first_visit(here, path)
        parts = ", ".join(f"{kind} {count / 1000:.1f}" for kind, count in sent.by_kind.items())
        lines += [
            verdict(f"first visit {name}", sent.total / 1000, GOAL_KB, " kB"),
            f"  {parts}; {sent.requests} requests",
        ]
    return lines


def thread(page: "Page", crowd: "Crowd") -> list[str]:
    """The main thread, at rest and at work; and how smooth it is."""
    pairs = pagina_thread.shares(page, crowd)
    shown = "; ".join(f"{100 * one.moving:.1f} % (idle {100 * one.idle:.1f} %)" for one in pairs)
    smooth = pagina_thread.scrolled(page, crowd)
    share = 100 * median(one.moving for one in pairs)
    return [
        f"main thread, {CARDS} cards at 4 updates a second: {shown}",
        verdict("main thread, median", share, GOAL_SHARE, " % of a core"),
        f"{RUNS:,} runs, {smooth.cards} cards scrolled while {CARDS} move; by the clock the",
        f"  longest task took {smooth.by_clock:.0f} ms, the longest frame {smooth.gap:.0f} ms;",
        f"  tasks of over 50 ms of CPU: {smooth.over}",
        verdict("longest task, CPU", smooth.longest, GOAL_TASK_MS, " ms"),
    ]


def lighthouse_says(here: Product, run_id: str) -> list[str]:
    """Scores of the main pages, on a telephone and on a desk."""
    try:
        lighthouse.ready()
        lines = []
        for path, name in (("/", "Tareas"), (f"/tareas/{run_id}/", "a run"), *sistema()):
            for form, options in (("mobile", ()), ("desktop", ("--preset=desktop",))):
                print(f"  Lighthouse, {name}, {form}:", flush=True)
                found = lighthouse.scores(here, path, *options)
                lines += [
                    verdict(f"Lighthouse, {name}, {form}, {what}", score, GOAL_SCORE, least=True)
                    for what, score in found.items()
                ]
    except lighthouse.NoLighthouse as problem:
        return [f"Lighthouse: MISSED: {problem}"]
    return lines


def sistema() -> list[tuple[str, str]]:
    """The page of the machinery."""
    from django.urls import NoReverseMatch, reverse

    try:
        return [(reverse("sistema"), "Sistema")]
    except NoReverseMatch:
        return []


if __name__ == "__main__":
    sys.exit(main())
