"""docs/live-protocol.md names each frame, field and code that the socket really uses."""

import re

from dashboard.consumers import VERSION
from dashboard.fragments import TEMPLATES
from proyecto.progress.vocabulary import Milestone
from tests.docs.markdown import ROOT, page

PAGE = page("docs/live-protocol.md")
# What speaks to programs is explained in docs/websocket-api.md.
API = ROOT / "dashboard" / "api"
DASHBOARD = "\n".join(
    file.read_text() for file in (ROOT / "dashboard").rglob("*.py") if API not in file.parents
)


def first_cells(heading: str) -> set[str]:
    """The first column of the table below a heading, without its title."""
    below = re.split(r"^##+ ", PAGE.text.partition(f"## {heading}\n")[2], flags=re.MULTILINE)[0]
    return {name.strip("`") for name in re.findall(r"^\| (\S+) +\|", below, re.MULTILINE)} - {"---"}


def test_every_frame_to_the_page_is_explained() -> None:
    sent = set(re.findall(r'frame_of\(\s*"(\w+)"', DASHBOARD)) | set(
        re.findall(r'\{"t":"(\w+)"', DASHBOARD)
    )

    assert first_cells("To the page") - {"t"} == sent


def test_every_close_code_is_explained() -> None:
    numbers = set(re.findall(r"\b(44\d\d|1012)\b", DASHBOARD))

    assert first_cells("Close codes") - {"code"} == numbers


def test_version_views_and_milestones_are_those_of_the_code() -> None:
    assert f"version of the protocol, {VERSION} " in PAGE.text
    for view in TEMPLATES:
        assert f"`{view}`" in PAGE.text
    for milestone in Milestone:
        assert milestone.removeprefix("run.") in PAGE.prose


def test_the_fields_of_a_tick_are_in_the_order_of_the_code() -> None:
    (said,) = re.findall(r"`\[\[([^\]]+)\]", PAGE.prose)
    (meant,) = re.findall(r"numbers: \[([^\]]+)\]", DASHBOARD)

    assert said.rstrip(", …").split(", ") == meant.split(", ")
