"""The running product: Redis, web, workers and beat as real processes."""

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.vocabulary import OPEN
from scripts.local import ports
from scripts.local.leash import Leash
from scripts.local.programs import QUEUES
from tests.stack.place import ROOT, Place
from tests.stack.process import Process
from tests.stack.redis import RedisProcess

# Beat wakes runs too, so it must know the limits of the scripted task as well as its worker.
SCRIPTED = "tests.stack.app"
GENERAL = QUEUES["general"]
WORKER_IS_READY = r"\S+@\S+ ready\.\s*$"


class Stack:
    """Starts what a test asks for by name: `web`, `beat`, `beat2`, and the workers `video`,
    `video2` (on the same queue), `general` (for all that is no video) and `guion`.

    A test may do to the processes what it likes; `mend` puts it right. Leaving it stops them, and
    leaves no run of theirs open, which would disturb tests of the ledger.
    """

    def __init__(self, place: Place, environment: dict[str, str], redis: RedisProcess) -> None:
        self.place, self.environment, self.redis = place, environment, redis
        self.leash: Leash = redis.leash
        self.port = ports.any_free()
        self.processes: dict[str, Process] = {}
        self._altered: set[str] = set()

    def __enter__(self) -> "Stack":
        return self

    def __exit__(self, *problem: object) -> None:
        self.end()
        for run in TaskRun.objects.filter(state__in=OPEN):
            record.request_cancel(run.pk)
            record.cancelled(run.pk, run.attempt)

    @property
    def address(self) -> str:
        """Of the web process, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, *names: str) -> "Stack":
        """Bring these up, side by side; those that run already are left alone."""
        fresh = [self[name] for name in names if not self[name].running]
        for process in fresh:
            process.launch()
        for process in fresh:
            process.wait_ready()
        return self

    def __getitem__(self, name: str) -> Process:
        if name not in self.processes:
            self.processes[name] = self._make(name)
        return self.processes[name]

    def restart(self, name: str, **environment: str) -> Process:
        """End one, however it is, and start it anew with these variables besides."""
        self[name].end()
        self.processes[name] = self._make(name, **environment)
        self._altered.add(name)
        self.start(name)
        return self[name]

    def mend(self, *names: str) -> "Stack":
        """Redis and these run as at first, whatever was done to them, and no others do."""
        for process in (self.redis, *self.processes.values()):
            if process.running:
                process.thaw()
        if not self.redis.running:
            self.redis.start()
        for name in (set(self.processes) - set(names)) | self._altered:
            self.processes.pop(name).end()
        self._altered.clear()
        return self.start(*names)

    @contextmanager
    def whole(self, *names: str) -> Iterator[None]:
        """Redis and these are up for a test; whatever it does to them is put right after it."""
        self.mend(*names)
        yield
        self.mend(*names)

    def end(self) -> None:
        """Stop all but Redis."""
        for process in self.processes.values():
            process.end()

    def _make(self, name: str, **environment: str) -> Process:
        beat = (self._celery(SCRIPTED, "beat"), self._beat_starts)
        command, ready = {
            "web": (self._web(), self._answers),
            "video": (self._worker("proyecto", "video"), self._worker_is_ready),
            "video2": (self._worker("proyecto", "video", host="video2"), self._worker_is_ready),
            "general": (self._worker("proyecto", GENERAL, 1, "general"), self._worker_is_ready),
            "guion": (self._worker(SCRIPTED, "guion", 2), self._worker_is_ready),
            "beat": beat,
            "beat2": beat,
        }[name]
        log = self.place.logs / f"{name}.log"
        return Process(name, command, self.environment | environment, log, self.leash, ready)

    def _web(self) -> list[str]:
        where = ("-b", "127.0.0.1", "-p", str(self.port))
        return [sys.executable, "-m", "dashboard.server", *where, "asgi:application"]

    def _worker(self, app: str, queue: str, processes: int = 1, host: str = "") -> list[str]:
        name = f"--hostname={host or queue}@test"
        options = [f"--queues={queue}", f"--concurrency={processes}", name]
        return self._celery(app, "worker", *options, "--without-gossip", "--without-mingle")

    def _celery(self, app: str, program: str, *options: str) -> list[str]:
        start = [sys.executable, "-m", "celery", f"--app={app}", f"--workdir={ROOT}"]
        return [*start, program, "--loglevel=INFO", *options]

    def _worker_is_ready(self, process: Process) -> bool:
        return process.says(WORKER_IS_READY)

    def _beat_starts(self, process: Process) -> bool:
        return process.says("beat: Starting")

    def _answers(self, process: Process) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False
