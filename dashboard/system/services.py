"""What the installation stands on: Redis, the database, disks; and the web processes themselves."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from dashboard.system import webs
from proyecto.progress import live
from proyecto.progress.presence import Word

# From here on a disk is worth a look, and then trouble.
DISK_WARN, DISK_BAD = 0.9, 0.97


@dataclass(frozen=True, slots=True)
class RedisCard:
    """`ms` is one round trip. Not `up`: it does not answer, and the rest means nothing."""

    up: bool
    ms: float = 0.0
    version: str = ""
    memory: int = 0
    clients: int = 0


@dataclass(frozen=True, slots=True)
class DatabaseCard:
    """`ms` is one query that asks for nothing; `size` in bytes, None where it can't be told. Where
    it does not answer there is no page that could say so."""

    engine: str
    ms: float
    size: int | None


@dataclass(frozen=True, slots=True)
class DiskCard:
    """A disk by what lies on it."""

    path: str
    total: int
    free: int

    @property
    def share(self) -> float:
        """How full it is, 0 to 1; what is kept for root counts as used."""
        return 1 - self.free / self.total if self.total else 1.0

    @property
    def level(self) -> str:
        """ "bad", "warn" or nothing."""
        return "bad" if self.share >= DISK_BAD else "warn" if self.share >= DISK_WARN else ""


def redis_card() -> RedisCard:
    """How Redis is: the one of live numbers and presence."""
    try:
        client = live.shared()
        client.ping()
        started = time.perf_counter()
        client.ping()
        took = time.perf_counter() - started
        info: Any = client.info()
    except (redis.RedisError, OSError):
        return RedisCard(up=False)
    return RedisCard(
        up=True,
        ms=took * 1000,
        version=str(info.get("redis_version", "")),
        memory=int(info.get("used_memory", 0)),
        clients=int(info.get("connected_clients", 0)),
    )


def database_card() -> DatabaseCard:
    """How the database is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        started = time.perf_counter()
        cursor.execute("SELECT 1")
        took = time.perf_counter() - started
        size = _size(cursor)
    return DatabaseCard(engine=connection.display_name, ms=took * 1000, size=size)


def unapplied() -> int:
    """How many migrations the code has and the database lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def disks() -> list[DiskCard]:
    """The disks of films, uploads and scratch space, each once."""
    found: dict[int, DiskCard] = {}
    for folder in (settings.MEDIA_ROOT, settings.UPLOAD_DIR, settings.WORK_DIR, settings.VAR_DIR):
        place = _existing(Path(folder))
        usage = shutil.disk_usage(place)
        found.setdefault(place.stat().st_dev, DiskCard(str(folder), usage.total, usage.free))
    return list(found.values())


def web_words() -> list[Word]:
    """The web processes that are there."""
    try:
        return [word for word in webs.presence().words() if word.alive]
    except (redis.RedisError, OSError):
        return []


def _existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _size(cursor: Any) -> int | None:
    if connection.vendor == "postgresql":
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
    file = Path(str(connection.settings_dict["NAME"]))
    log = file.with_name(f"{file.name}-wal")  # what was written lately
    return sum(part.stat().st_size for part in (file, log) if part.is_file()) or None
