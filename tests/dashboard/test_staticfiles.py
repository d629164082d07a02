"""Static files as a deployment has them, made by the command that the operations page names."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack.place import ROOT, Place

# What a browser is sent: the page that anybody may see, and one of its files.
VISIT = """
import django; django.setup()
from django.test import Client
browser = Client(headers={"Host": "localhost", "Accept-Encoding": "gzip"})
page = browser.get("/entrar/", headers={"Accept-Encoding": "identity"}).content.decode()
style = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
script = page.partition('type="module" src="')[2].partition('"')[0]
print(style, script)
for path in (style, script):
    answer = browser.get(path)
    print(answer.status_code, answer.get("Content-Encoding"), answer["Cache-Control"])
    answer.close()
"""


@pytest.mark.slow
def test_the_first_collectstatic_names_files_by_content_and_compresses_them(
    place: Place, tmp_path: Path
) -> None:
    environment = dict(place.environment) | {"STATIC_ROOT": str(tmp_path)}
    run(environment, "manage.py", "collectstatic", "--noinput", "--verbosity=0")
    names, *answers = run(environment, "-c", VISIT).splitlines()[-3:]
    assert all(re.search(r"\.[0-9a-f]{12}\.(css|js)$", name) for name in names.split())
    assert all(re.match(r"200 gzip .*max-age=315360000.*immutable", one) for one in answers)


def test_without_it_they_go_by_the_names_under_which_they_are_written(
    place: Place, tmp_path: Path
) -> None:
    environment = dict(place.environment) | {"STATIC_ROOT": str(tmp_path / "none")}
    names, *answers = run(environment, "-c", VISIT).splitlines()[-3:]
    assert names.split() == ["/static/css/tokens.css", "/static/js/page.js"]
    assert all(one.startswith("200 None") for one in answers)


def run(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
