"""`make bench` runs every figure; `make bench ARGS=report` one by its name.

Each figure is a module of this package that prints what it measured, the ratio to a peer or a
floor measured in the same run, the versions, and the load of the machine.
"""

import subprocess
import sys

FIGURES = ("report", "transcode", "ventas", "imagen", "pagina", "tramas", "seguidores")


def main(names: list[str]) -> int:
    unknown = set(names) - set(FIGURES)
    if unknown:
        print(f"No such figure: {', '.join(sorted(unknown))}. There are: {', '.join(FIGURES)}.")
        return 2
    failed = [name for name in names or FIGURES if not measured(name)]
    if failed:
        print(f"Not measured: {', '.join(failed)}")
    return int(bool(failed))


def measured(name: str) -> bool:
    """Run one figure in a process of its own, so that none inherits what another left."""
    print(f"=== {name}", flush=True)
    return subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
