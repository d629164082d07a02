"""`make test`: a browser first, then every test. A browser that can't be had is a failure."""

import os
import sys

from scripts.browser import find_or_get_browser
from scripts.complaint import complaints_end_the_program
from scripts.console import Console
from scripts.language import _

# Much of the suite waits, for leases that run out and for films. So two sessions share the files of
# tests, each with a Redis, a database and a product of its own. `ARGS=-n0` makes it one. They take
# the files in the order of tests/order.py; by the number of tests in a file, as xdist would, the
# long files with few tests come last, and every change of folder starts another product.
SIDE_BY_SIDE = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")


def main(arguments: list[str]) -> None:
    with complaints_end_the_program():
        browser = find_or_get_browser()
    Console().say(_("Browser: {path}").format(path=browser))
    environment = os.environ | {"AVANCE_CHROMIUM": str(browser)}
    os.execve(
        sys.executable, [sys.executable, "-m", "pytest", *SIDE_BY_SIDE, *arguments], environment
    )


if __name__ == "__main__":
    main(sys.argv[1:])
