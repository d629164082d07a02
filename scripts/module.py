"""Run a module of the project: `make bench`, and with a browser found for it `make screens`."""

import os
import sys
from importlib.util import find_spec

from scripts.browser import find_or_get_browser
from scripts.complaint import Complaint, complaints_end_the_program
from scripts.language import _


def main(arguments: list[str]) -> None:
    environment = dict(os.environ)
    needs_browser = arguments[0] == "--browser"
    name, *rest = arguments[1:] if needs_browser else arguments
    with complaints_end_the_program():
        if find_spec(name) is None:
            raise Complaint(_("There is no module {name} in this checkout.").format(name=name))
        if needs_browser:
            environment["AVANCE_CHROMIUM"] = str(find_or_get_browser())
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", name, *rest], environment)


if __name__ == "__main__":
    main(sys.argv[1:])
