"""From a bare checkout to a `.venv`: a real pip installs real wheels."""

import importlib.metadata
import os
import socket
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.scripts.checkout import Checkout
from tests.scripts.processes import Family
from tests.scripts.waiting import until


def test_the_first_start_installs_and_the_second_goes_straight_on(bare_checkout: Checkout) -> None:
    first = bare_checkout.bootstrap("hello", "you")
    second = bare_checkout.bootstrap("hello", "again")

    assert first.returncode == 0, first.stderr
    assert "Installing requirements-dev.lock" in first.stdout
    assert f"hello from {bare_checkout.folder / '.venv'} 1.0 you" in first.stdout
    assert second.stdout == f"hello from {bare_checkout.folder / '.venv'} 1.0 again\n"


def test_what_changed_in_the_lock_is_installed_at_the_next_start(checkout: Checkout) -> None:
    checkout.bootstrap("hello")
    newer = checkout.wheel("ladrillo", "1.1")
    checkout.lock("requirements.lock", newer)
    checkout.lock("requirements-dev.lock", newer)

    assert " 1.1\n" in checkout.bootstrap("hello").stdout


def test_a_wheel_of_binaries_is_installed_whatever_our_python_is(checkout: Checkout) -> None:
    checkout.bootstrap("hello")

    assert (checkout.folder / ".venv" / "redis" / "roja.py").exists()


def test_what_is_published_as_source_is_built_with_what_is_here(checkout: Checkout) -> None:
    checkout.bootstrap("hello")

    assert list((checkout.folder / ".venv").glob("lib/*/site-packages/arena.py"))


def test_running_needs_no_tools_of_developers(checkout: Checkout) -> None:
    checkout.lock("requirements-dev.lock", checkout.wheel("nunca", "1.0"))
    (checkout.folder / "scripts" / "run.py").write_text("print('runs')")

    assert checkout.bootstrap("run").stdout.endswith("runs\n")
    assert not list((checkout.folder / ".venv").glob("lib/*/site-packages/nunca.py"))


def test_an_altered_package_is_refused_and_the_next_start_tries_again(checkout: Checkout) -> None:
    wheel = checkout.wheel("ladrillo", "1.0")
    checkout.lock("requirements-dev.lock", wheel, digest="0" * 64)
    refused = checkout.bootstrap("hello")
    checkout.lock("requirements-dev.lock", wheel)

    assert refused.returncode == 1
    assert "is not the one that the lock file names" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert checkout.bootstrap("hello").returncode == 0


def test_without_network_a_sentence_says_so(checkout: Checkout) -> None:
    nobody = "http://127.0.0.1:9/"
    done = checkout.bootstrap(
        "hello", PIP_NO_INDEX="0", PIP_INDEX_URL=nobody, PIP_RETRIES="1", PIP_FIND_LINKS=nobody
    )

    assert done.returncode == 1
    assert "The package index can't be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_package_that_is_not_made_for_this_machine_is_named(checkout: Checkout) -> None:
    (checkout.wheels / "ladrillo-1.0-py3-none-any.whl").unlink()
    done = checkout.bootstrap("hello")

    assert done.returncode == 1
    assert "There is no ladrillo==1.0 for this machine" in done.stderr


def test_no_embedded_redis_for_this_machine_is_only_a_warning(checkout: Checkout) -> None:
    for wheel in checkout.wheels.glob("roja-*"):
        wheel.unlink()
    done = checkout.bootstrap("hello")

    assert done.returncode == 0
    assert "There is no embedded Redis for this machine" in done.stdout


def test_a_venv_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    checkout.bootstrap("hello")
    python = checkout.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nonexistent/python3")

    assert "hello from" in checkout.bootstrap("hello").stdout


def test_a_folder_that_is_no_venv_is_not_deleted(bare_checkout: Checkout) -> None:
    (bare_checkout.folder / ".venv").mkdir()
    (bare_checkout.folder / ".venv" / "thesis.txt").write_text("years of work")
    done = bare_checkout.bootstrap("hello")

    assert done.returncode == 1
    assert "is no virtual environment" in done.stderr
    assert (bare_checkout.folder / ".venv" / "thesis.txt").exists()


def test_a_python_without_ensurepip_takes_pip_from_elsewhere(bare_checkout: Checkout) -> None:
    pack_pip(bare_checkout.wheels)
    # What Debian leaves out unless python3-venv is installed.
    code = _without("ensurepip", "virtualenv")
    done = bare_checkout.bootstrap("hello", code=code)

    assert "hello from" in done.stdout, done.stderr


def test_a_python_that_can_make_no_venv_says_what_to_install(bare_checkout: Checkout) -> None:
    code = _without("ensurepip", "virtualenv", "pip")
    done = bare_checkout.bootstrap("hello", code=code, PATH=os.defpath)

    assert done.returncode == 1
    assert "sudo apt install python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_said_before_anything_is_installed(bare_checkout: Checkout) -> None:
    code = (
        "import sys; from scripts.install import enter, folder;"
        "folder.ROOM_BYTES = 2**60; enter(sys.argv[1:])"
    )
    done = bare_checkout.bootstrap("hello", code=code)

    assert done.returncode == 1
    assert f"Installing needs {2**40 + 400} MB of disk" in done.stderr
    assert not (bare_checkout.folder / ".venv").exists()


def test_a_folder_that_may_not_be_written_is_said_in_a_sentence(checkout: Checkout) -> None:
    checkout.folder.chmod(0o555)
    code = (
        _as_an_ordinary_account
        + "from scripts import bootstrap; sys.exit(bootstrap.main(sys.argv[1:]))"
    )
    done = checkout.bootstrap("hello", code=code)
    checkout.folder.chmod(0o755)

    assert done.returncode == 1
    assert f"may not write to {checkout.folder}" in done.stderr
    assert "Traceback" not in done.stderr


# Permission bits don't bind root unless it gives up the right to pass over them.
_as_an_ordinary_account = """\
import ctypes, os, sys
CAP_DAC_OVERRIDE, PR_CAPBSET_DROP = 1, 24
if os.geteuid() == 0 and "dropped" not in os.environ:
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)
    os.execve(sys.executable, sys.orig_argv, os.environ | {"dropped": "1"})
"""


def _without(*modules: str) -> str:
    return (
        f"import sys; sys.modules.update(dict.fromkeys({modules!r}));"
        "from scripts.bootstrap import main; sys.exit(main(sys.argv[1:]))"
    )


def pack_pip(folder: Path) -> None:
    """The pip that runs here, as a wheel."""
    pip = importlib.metadata.distribution("pip")
    with zipfile.ZipFile(folder / f"pip-{pip.version}-py3-none-any.whl", "w") as wheel:
        for file in pip.files or []:
            if file.parts[0] != ".." and "__pycache__" not in file.parts:
                wheel.write(file.locate(), str(file))


def test_two_at_once_take_turns(bare_checkout: Checkout) -> None:
    with ThreadPoolExecutor() as both:
        first, second = both.map(bare_checkout.bootstrap, ["hello", "hello"])

    assert (first.returncode, second.returncode) == (0, 0)
    installed = (first.stdout + second.stdout).count("Installing requirements-dev.lock")
    assert installed == 1


@pytest.mark.fault
def test_one_that_is_ended_takes_pip_with_it(
    bare_checkout: Checkout, family: Family, silent_index: str
) -> None:
    silent = {"PIP_NO_INDEX": "0", "PIP_INDEX_URL": silent_index, "PIP_FIND_LINKS": ""}
    bootstrap = family.start(
        [bare_checkout.python, "-m", "scripts.bootstrap", "hello"],
        cwd=bare_checkout.folder,
        env=bare_checkout.environment | silent,
    )
    until(lambda: family.find("install"), seconds=60)
    bootstrap.terminate()

    assert bootstrap.wait(timeout=20) == 130
    until(family.is_gone)


@pytest.fixture
def silent_index() -> Iterator[str]:
    """A package index that takes every connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
