"""`python -m bench.report`: what one `self.report()` costs inside a real prefork worker.

The peer is what tutorials write for the same purpose, `update_state` and
`async_to_sync(group_send)`, measured in the same run.
"""

import os
import platform
import sys
from importlib.metadata import version
from typing import Any

from bench.stage import stage, until

LOOPS = [100_000, 1_000_000]
TUTORIAL_CALLS = 60
ROUNDS = 5
# Judged by CPU time: wall time also counts who else uses the machine.
GOAL_NS = 500
GOAL_RATIO = 10_000
PACKAGES = ("django", "celery", "kombu", "redis", "hiredis", "channels", "channels-redis")


def main() -> int:
    with stage() as place:
        place.start_redis()
        place.prepare_django()
        place.start_worker("bench.report_tasks")
        result = measure()
    return show(result)


def measure() -> dict[str, Any]:
    """One run, launched and claimed like any other."""
    from bench.report_tasks import TASK
    from proyecto.progress.launch import launch

    run = launch(TASK, LOOPS, TUTORIAL_CALLS, ROUNDS)

    def ended() -> bool:
        run.refresh_from_db()
        return run.ended

    until(ended, 600)
    if run.result is None:
        raise SystemExit(f"The run ended as {run.state}: {run.error} {run.detail}")
    result: dict[str, Any] = run.result
    return result


def show(result: dict[str, Any]) -> int:
    """Print the figures; the exit code says whether the goals were met."""
    tutorial, slowdown = result["tutorial"], result["slowdown"]
    print(f"{'median of ' + str(ROUNDS) + ' rounds, a call':>30}", end="")
    print("".join(f"{title:>14}" for title in ("CPU ns", "wall ns", "best wall ns")), end="")
    print(f"{'sent':>6}{'connections':>13}")
    for loop in result["loops"]:
        row(f"report(), {loop['calls']:,.0f} calls", loop, loop["entries"])
    row(f"tutorial, {tutorial['calls']:,.0f} calls", tutorial, tutorial["calls"])
    slowest = max(loop["cpu_ns"] for loop in result["loops"])
    ratio = tutorial["cpu_ns"] / slowest
    print(f"\nreport(): {slowest:.0f} ns of CPU a call (goal {GOAL_NS})")
    print(f"against the tutorial's way: {ratio:,.0f} x cheaper (goal {GOAL_RATIO:,})")
    print(
        f"a busy loop of {slowdown['item_us']:.1f} us an item, one report each: "
        f"{slowdown['cpu'] - 1:+.1%} CPU, {slowdown['wall'] - 1:+.1%} wall "
        f"(median of {slowdown['rounds']:.0f} x A B B A, {slowdown['items']:,.0f} items a block)"
    )
    print(machine())
    return 0 if slowest <= GOAL_NS and ratio >= GOAL_RATIO else 1


def row(name: str, cost: dict[str, Any], sent: float) -> None:
    """One variant."""
    print(
        f"{name:>30}{cost['cpu_ns']:>14,.0f}{cost['wall_ns']:>14,.0f}{cost['best_ns']:>14,.0f}",
        end="",
    )
    print(f"{sent:>6,.0f}{cost['connections']:>13,.0f}")


def machine() -> str:
    """What it was measured on, and how busy that was."""
    load = ", ".join(f"{value:.2f}" for value in os.getloadavg())
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Python {platform.python_version()}, {os.cpu_count()} cores, load {load} "
        f"(1, 5, 15 min)\n{packages}"
    )


if __name__ == "__main__":
    sys.exit(main())
