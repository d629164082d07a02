"""How busy a page keeps its main thread, by the browser's own count of the thread's CPU time; and
how long its longest task is."""

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import CDPSession, Page

if TYPE_CHECKING:
    from bench.pagina_runs import Crowd

SECONDS = 20
ROUNDS = 3
LONG_MS = 50
# What a thread does between two looks for more to do, with the CPU time that it took.
TASK = "ThreadControllerImpl::RunTask"
# The time between any two frames.
WATCH = """() => {
  window.__gap = 0;
  let last = performance.now();
  const look = (now) => {
    window.__gap = Math.max(window.__gap, now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@dataclass(frozen=True)
class Share:
    """Of one core, 0 to 1."""

    idle: float
    moving: float


@dataclass(frozen=True)
class Smooth:
    """In milliseconds: the longest task by its CPU time and by the clock, and how many took over
    50 by it; `gap` is the longest time between two frames, by the clock."""

    longest: float
    by_clock: float
    over: int
    gap: float
    cards: int


def shares(page: Page, crowd: "Crowd") -> list[Share]:
    """Pairs of a page on which nothing moves and the same while everything does: A B B A."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    pairs = []
    for number in range(ROUNDS):
        found = {}
        for moving in (False, True) if number % 2 == 0 else (True, False):
            found[moving] = measured(page, session, crowd, moving)
        pairs.append(Share(found[False], found[True]))
    session.detach()
    return pairs


def measured(page: Page, session: CDPSession, crowd: "Crowd", moving: bool) -> float:
    """Its share over some seconds."""
    if moving:
        crowd.move()
    page.wait_for_timeout(1_000)  # what was on its way is over
    before, started = spent(session), time.monotonic()
    page.wait_for_timeout(1_000 * SECONDS)
    share = (spent(session) - before) / (time.monotonic() - started)
    if moving:
        crowd.stand()
    return share


def spent(session: CDPSession) -> float:
    """CPU seconds of the main thread in tasks so far."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def scrolled(page: Page, crowd: "Crowd") -> Smooth:
    """From top to bottom and back by the wheel while everything moves."""
    browser = page.context.browser
    assert browser
    page.evaluate(WATCH)
    crowd.move()
    browser.start_tracing(page=page, categories=["toplevel"])
    page.mouse.move(640, 450)
    height = page.evaluate("document.documentElement.scrollHeight")
    for step in (300, -300):
        for _ in range(height // 300):
            page.mouse.wheel(0, step)
            page.wait_for_timeout(16)
    tasks = main_thread(json.loads(browser.stop_tracing()))
    crowd.stand()
    return Smooth(
        longest=max(one.get("tdur", 0) for one in tasks) / 1000,
        by_clock=max(one["dur"] for one in tasks) / 1000,
        over=sum(one.get("tdur", 0) > 1000 * LONG_MS for one in tasks),
        gap=page.evaluate("window.__gap"),
        cards=page.locator("#runs > [data-run]").count(),
    )


def main_thread(trace: dict[str, Any]) -> list[dict[str, Any]]:
    """The tasks of the page's main thread: the busiest of those that are called so."""
    threads: dict[Any, list[dict[str, Any]]] = {
        (one["pid"], one["tid"]): []
        for one in trace["traceEvents"]
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    for one in trace["traceEvents"]:
        if one["name"] == TASK and "dur" in one and (one["pid"], one["tid"]) in threads:
            threads[one["pid"], one["tid"]].append(one)
    return max(threads.values(), key=len)
