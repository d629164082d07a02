"""`make lint`: every check runs, also after one that fails; `--fix` mends what can be mended."""

import subprocess
import sys
from pathlib import Path

from scripts.console import Console
from scripts.language import _

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent

CHECKS = [
    ["ruff", "format", "--check", "."],
    ["ruff", "check", "."],
    ["mypy"],
    # A project of its own, and stricter: what it says of types is what its users build on.
    ["mypy", "--config-file", "clients/python/pyproject.toml", "clients/python/avance_client"],
    ["lint-imports"],
    ["djlint", "--lint", "templates"],
]
FIXES = [
    ["ruff", "check", "--fix", "."],
    ["ruff", "format", "."],
]


def main(arguments: list[str]) -> int:
    console = Console()
    commands = FIXES if "--fix" in arguments else CHECKS
    failed = [command for command in commands if not passes(command, console)]
    if failed:
        names = ", ".join(" ".join(command) for command in failed)
        console.say(_("Not clean: {names}").format(names=names))
    return 1 if failed else 0


def passes(command: list[str], console: Console) -> bool:
    """Run one tool; what it says is shown only if it complains."""
    program, *arguments = command
    done = subprocess.run(
        [TOOLS / program, *arguments], check=False, cwd=ROOT, capture_output=True, text=True
    )
    console.say(f"{'✓' if done.returncode == 0 else '✗'} {' '.join(command)}")
    if done.returncode:
        console.say(done.stdout + done.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
