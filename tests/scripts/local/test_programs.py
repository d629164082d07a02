"""What `make run` starts."""

import sys
from pathlib import Path

from django.conf import settings

from proyecto.progress.vocabulary import KINDS
from scripts.local.place import Place
from scripts.local.programs import programs
from tests.docs.markdown import page


def served() -> set[str]:
    """The queues from which some worker takes its work."""
    place = Place(root=Path("/nowhere"), var=Path("/nowhere/var"), port=8000)
    commands = [program.command for program in programs(place, "redis://nowhere")]
    assert all(command[0] == sys.executable for command in commands)
    return {
        queue
        for command in commands
        for word in command
        if word.startswith("--queues=")
        for queue in word.removeprefix("--queues=").split(",")
    }


def test_every_queue_has_a_worker() -> None:
    assert served() == {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_every_kind_of_task_of_the_product_is_at_home_in_one_of_them() -> None:
    homes = {kind.queue for name, kind in KINDS.items() if not name.startswith("guion")}
    assert homes <= served()


def test_the_page_for_operators_starts_workers_for_the_same_queues() -> None:
    text = page("docs/operations.md").text
    for line in ("--queues=video ", "--queues=celery,imagenes "):
        assert line in text
