"""A checkout whose packages are tiny and lie beside it: a real pip installs them at once."""

import base64
import hashlib
import io
import os
import subprocess
import sysconfig
import tarfile
import zipfile
from pathlib import Path

# Run inside the `.venv` once it is up to date: tells what is installed there.
HELLO = """\
import importlib.metadata, sys
print("hello from", sys.prefix, importlib.metadata.version("ladrillo"), *sys.argv[1:])
"""

# Builds a wheel without any tool: who has none must be able to install it.
BUILD = """\
import pathlib, zipfile
METADATA = "Metadata-Version: 2.1\\nName: {}\\nVersion: {}\\n"
WHEEL = "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name, version = pathlib.Path("NAME").read_text().split()
    file, info = f"{name}-{version}-py3-none-any.whl", f"{name}-{version}.dist-info"
    with zipfile.ZipFile(pathlib.Path(folder, file), "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{info}/METADATA", METADATA.format(name, version))
        wheel.writestr(f"{info}/WHEEL", WHEEL)
        wheel.writestr(f"{info}/RECORD", "")
    return file
"""
BUILD_SYSTEM = """\
[build-system]
requires = ["not-to-be-had-anywhere"]
build-backend = "build"
backend-path = ["."]
"""


class Checkout:
    def __init__(self, folder: Path, python: str) -> None:
        self.folder = folder
        self.python = python
        self.wheels = folder.parent / "wheels"
        self.wheels.mkdir()
        (folder / "scripts" / "hello.py").write_text(HELLO)
        self.lock("requirements.lock", self.wheel("ladrillo", "1.0"))
        self.lock("requirements-dev.lock", self.wheel("ladrillo", "1.0"))
        self.lock("requirements-source.lock", self.source("arena", "3.0"))
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        for_another_python = f"cp311-cp311-{platform}"
        self.lock("requirements-redis.lock", self.wheel("roja", "2.0", for_another_python))

    @property
    def environment(self) -> dict[str, str]:
        """pip finds these wheels and nothing else, and no setting of this machine."""
        unset = {name for name in os.environ if name.startswith(("PIP_", "PYTHON", "LC_", "LANG"))}
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        own = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "LANG": "en_US.UTF-8"}
        return kept | own | {"PIP_FIND_LINKS": self.wheels.as_uri(), "HOME": str(self.wheels)}

    def wheel(self, name: str, version: str, tag: str = "py3-none-any") -> Path:
        """Build a wheel with one module, without any tool."""
        path = self.wheels / f"{name}-{version}-{tag}.whl"
        info = f"{name}-{version}.dist-info"
        files = {
            f"{name}.py": f"version = {version!r}\n",
            f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
            f"{info}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: {tag}\n",
        }
        record = [f"{file},{_record_digest(text)},{len(text)}\n" for file, text in files.items()]
        files[f"{info}/RECORD"] = "".join([*record, f"{info}/RECORD,,\n"])
        with zipfile.ZipFile(path, "w") as wheel:
            for file, text in files.items():
                wheel.writestr(file, text)
        return path

    def source(self, name: str, version: str) -> Path:
        """Pack the source of a module; what it says it needs to be built is nowhere."""
        path = self.wheels / f"{name}-{version}.tar.gz"
        files = {"NAME": f"{name} {version}", "build.py": BUILD, "pyproject.toml": BUILD_SYSTEM}
        with tarfile.open(path, "w:gz") as archive:
            for file, text in files.items():
                entry = tarfile.TarInfo(f"{name}-{version}/{file}")
                entry.size = len(text)
                archive.addfile(entry, io.BytesIO(text.encode()))
        return path

    def lock(self, name: str, wheel: Path, digest: str | None = None) -> None:
        package, version, *_tag = wheel.name.removesuffix(".tar.gz").split("-")
        digest = digest or hashlib.sha256(wheel.read_bytes()).hexdigest()
        text = f"{package}=={version} \\\n    --hash=sha256:{digest}\n"
        (self.folder / name).write_text(text)

    def bootstrap(
        self, *arguments: str, code: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """`python -m scripts.bootstrap …`, or this code in its place."""
        started = ["-c", code] if code else ["-m", "scripts.bootstrap"]
        return subprocess.run(
            [self.python, *started, *arguments],
            check=False,
            cwd=self.folder,
            env=self.environment | environment,
            capture_output=True,
            text=True,
            timeout=120,
        )


def _record_digest(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return "sha256=" + digest.decode().rstrip("=")
