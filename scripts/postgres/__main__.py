"""`make test-postgres`: all that touches the database, on PostgreSQL, the browser's tests too.

On arguments of its own it runs those tests instead.
"""

import os
import subprocess
import sys

from scripts.browser import find_or_get_browser
from scripts.complaint import complaints_end_the_program
from scripts.console import Console
from scripts.language import _
from scripts.postgres.cluster import cluster
from scripts.postgres.programs import find_or_get_programs
from scripts.test import SIDE_BY_SIDE

# All but what asks the database for nothing.
CHOSEN = [
    "tests",
    "--ignore=tests/containers",
    "--ignore=tests/docs",
    "--ignore=tests/scripts",
    "--ignore=tests/dashboard/server",
    "--ignore=tests/workers/engines",
]


def main(arguments: list[str]) -> int:
    console = Console()
    code = 1
    with complaints_end_the_program():
        browser = find_or_get_browser()
        programs = find_or_get_programs(console)
        with cluster(programs) as url:
            console.say(_("PostgreSQL {version}: {folder}").format(**vars(programs)))
            tests = [sys.executable, "-m", "pytest", *SIDE_BY_SIDE, *(arguments or CHOSEN)]
            environment = os.environ | {"DATABASE_URL": url, "AVANCE_CHROMIUM": str(browser)}
            code = subprocess.run(tests, check=False, env=environment).returncode
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
