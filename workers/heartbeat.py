"""What a worker says of itself every few seconds, with a sign of life for the pages; and how it is
told to take nothing new.

A thread of the worker's main process, with a connection of its own. Redis may be away: then nothing
is said, and the worker works.
"""

import logging
import os
import socket
import threading
import time
from typing import Any

from celery import __version__ as celery_version
from celery.signals import worker_ready, worker_shutdown, worker_shutting_down
from celery.worker import state
from celery.worker.control import control_command
from django.utils import timezone
from redis import RedisError

from proyecto.progress import canary, live, workers
from proyecto.progress.clock import RedisClock
from proyecto.progress.presence import EVERY_SECONDS
from workers import memory

log = logging.getLogger(__name__)


class Heartbeat:
    """One worker's. `consumer` is Celery's."""

    def __init__(self, consumer: Any) -> None:
        self._consumer = consumer
        self._redis = live.connect()
        self._presence = workers.presence(self._redis)
        self._clock = RedisClock()
        self._queues: list[str] = list(consumer.app.amqp.queues.consume_from)
        self._started = timezone.now()
        self._leaving = self._gone = False
        self._said = self.facts()
        self._speaking = threading.Lock()
        self._wanted = threading.Event()
        self._silent = False

    def start(self) -> None:
        """Say it until the process ends."""
        threading.Thread(target=self._run, name="avance-heartbeat", daemon=True).start()

    def soon(self) -> None:
        """Something changed: say it now."""
        self._wanted.set()

    def leave(self) -> None:
        """It was told to go: it takes nothing new, and finishes what it has."""
        self._leaving = True
        self.soon()

    def goodbye(self) -> None:
        """It has nothing any more, and is gone. Its last word; its pool is no more."""
        with self._speaking:
            self._gone = True
            self._say(self._said | {"runs": [], "gone": True})

    def drain(self) -> None:
        """Take nothing new."""
        for queue in self._queues:
            self._consumer.call_soon(self._consumer.cancel_task_queue, queue)
        self._consumer.call_soon(self.soon)

    def undrain(self) -> None:
        """Take from its queues again."""
        for queue in self._queues:
            self._consumer.call_soon(self._consumer.add_task_queue, queue)
        self._consumer.call_soon(self.soon)

    def facts(self) -> dict[str, Any]:
        """What it says."""
        taking = list(self._consumer.app.amqp.queues.consume_from)
        return {
            "host": socket.gethostname(),
            "pid": os.getpid(),
            "queues": taking or self._queues,
            "slots": self._consumer.pool.num_processes,
            "runs": sorted({request.id for request in _under_way()}),
            "rss": memory.of_family(os.getpid()),
            "started": self._started.isoformat(),
            "version": celery_version,
            "draining": self._leaving or not taking,
        }

    def _run(self) -> None:
        while True:
            self._wanted.clear()
            with self._speaking:
                if self._gone:
                    return
                self._say()
            self._wanted.wait(EVERY_SECONDS)

    def _say(self, facts: dict[str, Any] | None = None) -> None:
        try:
            self._said = self.facts() if facts is None else facts
            before = time.monotonic()
            told = self._presence.say(self._consumer.hostname, self._said)
            self._clock.learn(before, told, time.monotonic())
            canary.sing(self._redis, self._consumer.hostname, self._clock)
        except (RedisError, OSError) as error:
            if not self._silent:
                log.warning("nobody hears that this worker lives: %s", error)
            self._silent = True
        except Exception:
            log.exception("the heartbeat stumbled")
        else:
            self._silent = False


def _under_way() -> list[Any]:
    """What the worker works on. Its own thread adds to this weak set, which is iterated in Python;
    the plain set within it is copied at one go."""
    requests: Any = state.active_requests
    references = list(requests.data)
    return [request for reference in references if (request := reference()) is not None]


_heart: Heartbeat | None = None


@worker_ready.connect
def _begin(sender: Any, **_: object) -> None:
    global _heart  # noqa: PLW0603 - one a worker
    _heart = Heartbeat(sender)
    _heart.start()


@worker_shutting_down.connect
def _leave(**_: object) -> None:
    if _heart is not None:
        _heart.leave()


@worker_shutdown.connect
def _goodbye(**_: object) -> None:
    if _heart is not None:
        _heart.goodbye()


@control_command(name="drain")
def drain(_state: Any) -> dict[str, str]:
    """Have this worker take nothing new, and finish what it has."""
    if _heart is None:
        return {"error": "not ready yet"}
    _heart.drain()
    return {"ok": "draining"}


@control_command(name="undrain")
def undrain(_state: Any) -> dict[str, str]:
    """Have it take from its queues again."""
    if _heart is None:
        return {"error": "not ready yet"}
    _heart.undrain()
    return {"ok": "taking"}
