"""What Prometheus reads: the tallies of this process and figures of the ledger, by their names."""

from collections import Counter
from collections.abc import Iterable, Iterator

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from dashboard import metrics
from dashboard.api.sandbox.consumer import sockets as sandbox_sockets
from dashboard.api.stream import Streamed
from dashboard.guests import GuestSubscriber
from dashboard.hub import Hub
from dashboard.ledger_figures import Figures, age


def registry(hub: Hub, figures: Figures) -> CollectorRegistry:
    """Of one reading. Made for it alone, so nothing is shared and nothing collects twice."""
    made = CollectorRegistry(auto_describe=False)
    made.register(Whole(hub, figures))
    ProcessCollector(registry=made)
    return made


class Whole(Collector):
    """All families of ours."""

    def __init__(self, hub: Hub, figures: Figures) -> None:
        self._hub, self._figures = hub, figures

    def collect(self) -> Iterator[Metric]:
        """One after the other."""
        yield from self._sockets()
        yield from self._told()
        yield from self._ledger()

    def _sockets(self) -> Iterator[Metric]:
        now = GaugeMetricFamily("avance_sockets", "Open connections.", labels=["audience"])
        for audience, count in sockets_of(self._hub).items():
            now.add_metric([audience], count)
        yield now
        yield _counter(
            "avance_sockets_opened", "Connections that began.", ["audience"], metrics.opened
        )
        yield _counter(
            "avance_sockets_closed",
            "Connections that ended, by close code; 4408 read too slowly, 4429 were too many.",
            ["audience", "code"],
            metrics.closes,
        )
        yield _counter(
            "avance_resumes",
            "Runs or pages that came back: current, recovered or reset.",
            ["audience", "outcome"],
            metrics.resumes,
        )

    def _told(self) -> Iterator[Metric]:
        yield _counter("avance_events", "Events of runs heard.", ["what"], metrics.heard)
        yield _counter(
            "avance_deliveries",
            "Events given to connections.",
            ["audience", "what"],
            metrics.deliveries,
        )
        delay = HistogramMetricFamily(
            "avance_delivery_seconds",
            "From an event to the connections that hear of it.",
            labels=["audience", "what"],
        )
        for labels, timings in metrics.delays.items():
            delay.add_metric(list(labels), _buckets(timings), timings.total)
        yield delay
        yield _gauge(
            "avance_hub_queue",
            "Milestones that wait to be rendered for pages.",
            self._hub.pages.milestones.qsize(),
        )
        yield _gauge("avance_hub_groups", "Groups that are listened to.", len(self._hub.groups()))
        yield _gauge("avance_redis_up", "Whether Redis answers.", int(self._hub.broker_up))

    def _ledger(self) -> Iterator[Metric]:
        runs = GaugeMetricFamily(
            "avance_runs", "Runs in the ledger, by kind and state.", labels=["task", "state"]
        )
        for (task, state), count in self._figures.runs.items():
            runs.add_metric([task, state], count)
        yield runs
        queues = self._figures.queues
        for name, words, values in (
            ("waiting", "Runs that are due and wait.", {q.name: q.waiting for q in queues}),
            ("running", "Runs under way.", {q.name: q.running for q in queues}),
            ("oldest_seconds", "How long the first waits.", {q.name: age(q) for q in queues}),
            ("paused", "Whether it is held back.", {q.name: bool(q.pause) for q in queues}),
        ):
            family = GaugeMetricFamily(f"avance_queue_{name}", words, labels=["queue"])
            for queue, value in values.items():
                family.add_metric([queue], float(value))
            yield family
        hooks = GaugeMetricFamily("avance_webhooks", "Webhooks, by state.", labels=["state"])
        for off, count in self._figures.webhooks.items():
            hooks.add_metric([off or "on"], count)
        yield hooks
        yield _gauge(
            "avance_webhook_deliveries_waiting",
            "Messages to webhooks that have not arrived yet.",
            self._figures.undelivered,
        )


def sockets_of(hub: Hub) -> dict[str, int]:
    """Open connections by who is at the other end."""
    guests = sum(isinstance(socket, GuestSubscriber) for socket in hub.sockets)
    streams = sum(isinstance(one, Streamed) for one in hub.followers.members)
    return {
        metrics.PAGE: len(hub.sockets) - guests,
        "guest": guests,
        metrics.PROGRAM: len(hub.followers.members) - streams,
        metrics.STREAM: streams,
        metrics.SANDBOX: len(sandbox_sockets),
    }


def _counter(
    name: str, words: str, labels: list[str], tally: "Counter[str] | Counter[tuple[str, str]]"
) -> Metric:
    family = CounterMetricFamily(name, words, labels=labels)
    for key, count in tally.items():
        family.add_metric([key] if isinstance(key, str) else list(key), count)
    return family


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=value)


def _buckets(timings: metrics.Timings) -> list[tuple[str, float]]:
    """As Prometheus has them: each counts all that took no longer."""
    bounds: Iterable[str] = [*map(str, metrics.BOUNDS), "+Inf"]
    so_far, found = 0, []
    for bound, count in zip(bounds, timings.counts, strict=True):
        so_far += count
        found.append((bound, float(so_far)))
    return found
