"""Whether a command that a page shows can be run here, without running it."""

import re
import shlex
from importlib.util import find_spec

from django.core.management import get_commands

from tests.docs.markdown import ROOT

# Programs of the machine, not of the project.
FOREIGN = {"git", "cd", "cp", "sudo", "docker"}
VENV = ".venv/bin/"


def commands_in(text: str) -> list[list[str]]:
    """The commands of a block of shell, variables before them left out."""
    commands = [shlex.split(line, comments=True) for line in text.splitlines()]
    return [strip_variables(command) for command in commands if command]


def strip_variables(command: list[str]) -> list[str]:
    while command and re.fullmatch(r"[A-Z_]+=.*", command[0]):
        command = command[1:]
    return command


def exists(command: list[str]) -> bool:
    """Whether make knows the target, Python the module, Django the command."""
    program, *rest = command
    if program in FOREIGN:
        return True
    if program == "make":
        targets = [word for word in rest if "=" not in word and not word.startswith("-")]
        return bool(targets) and set(targets) <= make_targets()
    if program == f"{VENV}python":
        return python_runs(rest)
    return False


def python_runs(arguments: list[str]) -> bool:
    match arguments:
        case ["-c", code, *_]:
            return bool(compile(code, "block", "exec"))
        case ["-m", module, *_]:
            return find_spec(module) is not None
        case ["manage.py", command, *_]:
            return command in get_commands()
        case [script, *_]:
            return (ROOT / script).is_file()
    return False


def make_targets() -> set[str]:
    """What the Makefile can make."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
