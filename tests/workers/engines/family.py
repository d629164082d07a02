"""The processes that the test under way has started, and no others: the tests of a whole session
share a Redis, a browser and more, which are children of the same process."""

import psutil

_before: set[psutil.Process] = set()


def remember() -> None:
    """What runs from here on is the test's."""
    _before.clear()
    _before.update(psutil.Process().children(recursive=True))


def children() -> list[psutil.Process]:
    """Those that live now."""
    return [p for p in psutil.Process().children(recursive=True) if p not in _before]
