"""In which order files of tests are begun, so that two sessions side by side end at the same time.

A folder's product is up for as long as its files follow each other, so a folder stays together; and
what takes long on its own must not be what is begun last. Nothing else rests on the order.
"""

from collections.abc import Iterable
from typing import Any

# Those with processes of their own first, those with many quick files last. In each session every
# one of their products then starts once.
FOLDERS = ("browser", "live", "scripts", "workers", "docs", "containers", "mail", "dashboard")
# Seconds of files of over half a minute, on a machine that is quiet: the longest of a folder first.
LONG = {
    "tests/browser/test_looks.py": 80,
    "tests/browser/test_by_the_clock.py": 80,
    "tests/browser/test_main_job.py": 60,
    "tests/browser/test_keys.py": 30,
    "tests/live/test_main_job.py": 40,
    "tests/live/clients/test_faults.py": 40,
    "tests/scripts/install/test_install.py": 60,
    "tests/docs/test_new_task.py": 30,
}


def in_order(items: Iterable[Any]) -> list[Any]:
    """Collected tests, with each file's together and in its own order."""
    return sorted(items, key=lambda item: place(item.nodeid))


def place(nodeid: str) -> tuple[int, int]:
    """Smaller is earlier."""
    file = nodeid.partition("::")[0]
    folder = file.removeprefix("tests/").partition("/")[0]
    among = FOLDERS.index(folder) if folder in FOLDERS else len(FOLDERS)
    return among, -LONG.get(file, 0)
