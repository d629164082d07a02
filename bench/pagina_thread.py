"""How busy a page keeps its main thread, by the browser's own count of the thread's CPU time; and
how long its longest task is."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import CDPSession, Page

if TYPE_CHECKING:
    from bench.pagina_runs import Crowd

SECONDS = 20
ROUNDS = 3
# Tasks of over 50 ms, as the browser notes them; and the time between any two frames.
WATCH = """() => {
  window.__long = [];
  window.__gap = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.__long.push(one.duration);
  }).observe({ type: "longtask" });
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
    """In milliseconds; `longest` is 0 where no task took 50."""

    longest: float
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
    page.evaluate(WATCH)
    crowd.move()
    page.mouse.move(640, 450)
    height = page.evaluate("document.documentElement.scrollHeight")
    for step in (300, -300):
        for _ in range(height // 300):
            page.mouse.wheel(0, step)
            page.wait_for_timeout(16)
    crowd.stand()
    tasks: list[float] = page.evaluate("window.__long")
    cards = page.locator("#runs > [data-run]").count()
    return Smooth(max(tasks, default=0), len(tasks), page.evaluate("window.__gap"), cards)
