"""Logs are cut into pieces, of which a few are kept."""

import resource
from pathlib import Path

import pytest

from scripts.local import log
from scripts.local.log import Log


def test_each_start_begins_a_new_file_and_keeps_the_last_ones(tmp_path: Path) -> None:
    for start in range(6):
        opened = Log(tmp_path / "web.log")
        opened.write(b"start %d\n" % start)
        opened.close()

    texts = [path.read_text() for path in sorted(tmp_path.iterdir())]
    assert texts == ["start 5\n", "start 4\n", "start 3\n", "start 2\n"]


def test_a_log_never_grows_beyond_its_bound(tmp_path: Path) -> None:
    line = b"x" * 2**16 + b"\n"
    opened = Log(tmp_path / "web.log")
    for _line in range(5 * log.MOST_BYTES // len(line)):
        opened.write(line)
    opened.close()

    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert len(sizes) == log.KEPT + 1
    assert max(sizes) <= log.MOST_BYTES + len(line)


@pytest.mark.fault
def test_a_file_that_can_grow_no_more_loses_lines_and_nothing_else(tmp_path: Path) -> None:
    opened = Log(tmp_path / "web.log")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        for _line in range(3):
            opened.write(b"a line\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    opened.close()

    assert (tmp_path / "web.log").read_text() == "a line\na l"
