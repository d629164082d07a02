"""The programs of Avance in the order in which they start; they stop in the opposite order."""

import sys

from scripts.local.place import Place
from scripts.local.program import Program, answers, says

# What each worker takes its work from.
QUEUES = {"video": "video", "general": "celery,imagenes"}


def programs(place: Place, redis_url: str) -> list[Program]:
    """The web, a worker for video alone (it keeps the machine busy), one for the rest, beat."""
    environment = place.environment(redis_url)
    web = ["dashboard.server", "-b", "127.0.0.1", "-p", str(place.port), "asgi:application"]
    worker_is_ready = says(r"\S+@\S+ ready\.\s*$")
    return [
        Program(
            "web",
            [sys.executable, "-m", *web],
            answers(f"{place.address}healthz"),
            grace_seconds=10,
            environment=environment,
        ),
        Program("video", _worker("video", 1), worker_is_ready, environment=environment),
        Program("general", _worker("general", 2), worker_is_ready, environment=environment),
        Program(
            "beat",
            _celery("beat", "--loglevel=INFO"),
            says(r"beat: Starting"),
            environment=environment,
        ),
    ]


def _worker(name: str, processes: int) -> list[str]:
    return _celery(
        *("worker", f"--queues={QUEUES[name]}"),
        *(f"--concurrency={processes}", f"--hostname={name}@%h"),
        *("--loglevel=INFO", "--without-gossip", "--without-mingle"),
    )


def _celery(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app=proyecto", *arguments]
