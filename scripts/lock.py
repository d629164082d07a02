"""`make lock`: the lock files anew, for every platform and Python from 3.11 on. Needs uv."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts.complaint import Complaint, complaints_end_the_program
from scripts.language import _

ROOT = Path(__file__).resolve().parent.parent
# Wheels only, as they are installed: a release without one is passed over.
COMMON = ["--universal", "--generate-hashes", "--python-version=3.11", "--no-build", "--quiet"]
# The other two are kept by hand: their first lines say why.
EXTRAS = {
    "requirements.lock": ["media", "postgres", "tracing", "monitor"],
    "requirements-dev.lock": ["media", "postgres", "tracing", "monitor", "dev"],
}


def main() -> int:
    with complaints_end_the_program():
        places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
        uv = shutil.which("uv", path=os.pathsep.join(places))
        if uv is None:
            raise Complaint(_("Making the lock files needs uv: pip install uv"))
        for name, extras in EXTRAS.items():
            chosen = [f"--extra={extra}" for extra in extras]
            command = [uv, "pip", "compile", *COMMON, *chosen, f"--output-file={name}"]
            subprocess.run([*command, "pyproject.toml"], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
