"""How much memory a process and all that come from it take, as Linux tells."""

import os
from pathlib import Path

PROC = Path("/proc")
KIB = 1024


def of_family(pid: int) -> int | None:
    """Bytes, those that several of them share counted once; None where there is no /proc."""
    if not (PROC / str(pid)).exists():
        return None
    return sum(_of_one(member) for member in family(pid))


def family(pid: int) -> list[int]:
    """The process, its children and theirs."""
    found = [pid]
    for member in found:  # it grows meanwhile
        for children in (PROC / str(member) / "task").glob("*/children"):
            try:
                found += [int(child) for child in children.read_text().split()]
            except OSError:
                continue  # it has ended
    return found


def _of_one(pid: int) -> int:
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * KIB
    except OSError:
        pass
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0  # it has ended
