"""What a test does to the processes behind the pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.stack.process import Process


@contextmanager
def frozen(process: Process) -> Iterator[None]:
    """It stands still for as long as the block runs: whatever is for it has to wait."""
    process.freeze()
    try:
        yield
    finally:
        process.thaw()
