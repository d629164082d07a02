"""The badge: a picture that says how far a run is, whatever its title holds."""

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from dashboard.badge import COLOURS, LONGEST, OTHER, cleaned, width
from proyecto.dominio import compartir
from proyecto.dominio.models import EnlaceCompartido
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from tests.dashboard.compartir.conftest import Share
from tests.dashboard.runs import ask
from tests.test_contrast import contrast

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: bytes) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def test_it_says_what_and_how_far_in_either_language(
    run: TaskRun, share: Share, anybody: Client
) -> None:
    path = share() + "insignia.svg"
    answer = anybody.get(path)
    assert answer["Content-Type"] == "image/svg+xml"
    assert texts(answer.content) == ["Avance", "Corte <final> & más", "0%"]
    record.succeed(run.pk, run.attempt, {}, run.how_far)
    assert texts(anybody.get(path).content)[2] == "Ready"
    assert texts(anybody.get(path + "?lang=es").content)[2] == "Listo"


def test_who_shows_it_asks_each_time_and_gets_it_only_when_it_has_changed(
    run: TaskRun, share: Share, anybody: Client
) -> None:
    path = share() + "insignia.svg"
    first = anybody.get(path)
    assert first["Cache-Control"] == "no-cache, max-age=0"
    again = anybody.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    record.succeed(run.pk, run.attempt, {}, run.how_far)
    changed = anybody.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        '" onload="alert(1)',
        "]]>&amp;&#0;",
        "a\x00\x07\ud7ff\u202eb\u2066c\n\t d",
        "語" * 300,
        "x" * 300,
    ],
)
def test_no_title_is_anything_but_text_and_none_is_too_long(
    ana: Any, anybody: Client, title: str
) -> None:
    clean = title.replace("\x00", "")  # PostgreSQL keeps none
    _link, token = compartir.share(ask(ana, title=clean), ana, "dia")
    svg = anybody.get(f"/c/{token}/insignia.svg").content
    assert b"<script" not in svg
    root = ET.fromstring(svg)
    assert {
        name for element in root.iter() for name in element.attrib if name.startswith("on")
    } == set()
    drawn = texts(svg)[1]
    assert drawn == cleaned(clean)
    assert len(drawn) <= LONGEST
    assert int(root.attrib["width"]) < 800


def test_a_title_that_is_cut_says_so_and_what_can_not_be_seen_is_left_out() -> None:
    assert cleaned("corto") == "corto"
    assert cleaned("x" * 41) == "x" * 39 + "…"
    assert cleaned("a\u202e\x00 b") == "a b"
    assert width("iiii") < width("oooo") < width("WWWW") < width("語語語語")


@pytest.mark.parametrize("colour", [*COLOURS.values(), OTHER, "#2b333b"])
def test_white_letters_can_be_read_on_every_colour(colour: str) -> None:
    assert contrast("#ffffff", colour) >= 4.5


def test_the_colours_drawn_are_those(run: TaskRun, share: Share, anybody: Client) -> None:
    fills = re.findall(r'fill="(#\w+)"', anybody.get(share() + "insignia.svg").content.decode())
    assert set(fills) <= {*COLOURS.values(), OTHER, "#2b333b", "#ffffff"}


def test_a_badge_whose_link_has_ended_says_so(run: TaskRun, share: Share, anybody: Client) -> None:
    path = share() + "insignia.svg"
    EnlaceCompartido.objects.filter(run=run).delete()
    answer = anybody.get(path)
    assert answer.status_code == 404
    assert texts(answer.content) == ["Avance", "link ended"]
