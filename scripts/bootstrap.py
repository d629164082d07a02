"""The door: whatever `make` does comes in here, with whatever Python is at hand.

    python3 -m scripts.bootstrap run --port 8001

It looks for a Python that is new enough, lets `scripts.install` bring `.venv` up to the lock file,
and becomes `python -m scripts.run --port 8001` inside it. Only the standard library, and only
syntax that Python 3.5 reads, because an old Python must be able to say that it is old.
"""

import os
import shutil
import subprocess
import sys

from scripts.language import _

NEEDED = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3.14", "python3")


def main(arguments):
    if os.name == "nt":
        return stop(_("Avance runs on Linux and macOS. On Windows, use it inside WSL."))
    if sys.version_info[:2] < NEEDED:
        return start_over_in_a_newer_python(arguments)
    from scripts.install import enter

    return enter(arguments)


def start_over_in_a_newer_python(arguments):
    newer = find_newer_python()
    if newer is None:
        return stop(
            _(
                "Avance needs Python {needed} or newer; this one is {found} ({path}).\n"
                "Install a newer one, or name it: make run PYTHON=/path/to/python{needed}"
            ).format(
                needed="{0}.{1}".format(*NEEDED),
                found="{0}.{1}.{2}".format(*sys.version_info[:3]),
                path=sys.executable,
            )
        )
    sys.stdout.flush()
    return os.execv(newer, [newer, "-m", "scripts.bootstrap"] + arguments)


def find_newer_python():
    """The first Python on the PATH that says itself that it is new enough, or None."""
    for name in CANDIDATES:
        path = shutil.which(name)
        if path and is_new_enough(path):
            return path
    return None


def is_new_enough(path):
    # Asked, not read from the name: a pyenv shim may stand for a version that isn't chosen.
    question = "import sys; sys.exit(sys.version_info[:2] < {0})".format(NEEDED)
    try:
        answer = subprocess.call(
            [path, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return False
    return answer == 0


def stop(sentence):
    sys.stderr.write(sentence + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
