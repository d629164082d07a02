"""The shape of the house: one idea a module."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 300
WRITTEN = {".py", ".js", ".css", ".html", ".sh"}


def test_no_module_is_over_three_hundred_lines() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    ours = [
        ROOT / name
        for name in listed
        if Path(name).suffix in WRITTEN and "vendor" not in name and "/migrations/" not in name
    ]
    assert len(ours) > 100
    long = {
        str(path.relative_to(ROOT)): lines
        for path in ours
        if path.exists() and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}
