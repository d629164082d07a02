"""`make test-postgres`: what touches the database, tested on PostgreSQL.

On arguments of its own it runs those tests instead.
"""

import os
import subprocess
import sys

from scripts.complaint import complaints_end_the_program
from scripts.console import Console
from scripts.language import _
from scripts.postgres.cluster import cluster
from scripts.postgres.programs import find_or_get_programs

# Measured: the longest that are worth their time on every change. The browser sees nothing of the
# database that these don't, and the rest asks it for nothing.
CHOSEN = [
    "tests/progress",
    "tests/mail",
    "tests/dashboard",
    "tests/workers",
    "tests/live/test_main_job.py",
    "tests/live/test_two_beats.py",
    "tests/live/test_worker_faults.py",
    "--ignore=tests/dashboard/server",
    "--ignore=tests/workers/engines",
]


def main(arguments: list[str]) -> int:
    console = Console()
    code = 1
    with complaints_end_the_program():
        programs = find_or_get_programs(console)
        with cluster(programs) as url:
            console.say(_("PostgreSQL {version}: {folder}").format(**vars(programs)))
            tests = [sys.executable, "-m", "pytest", *(arguments or CHOSEN)]
            environment = os.environ | {"DATABASE_URL": url}
            code = subprocess.run(tests, check=False, env=environment).returncode
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
