"""The page about the sockets: made from the document, in both languages, without a script."""

import re

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from dashboard.api.asyncapi import document, tag_of
from dashboard.api.closes import CLOSES
from dashboard.api.errors import Code
from dashboard.api.frames import FRAMES, REQUESTS
from dashboard.api.sandbox.plays import FIXED
from dashboard.api.sandbox.scripts import ALL
from dashboard.api.schemas import one_line
from dashboard.templatetags.protocolo import marked
from tests.catalogue import written

LANGUAGES = ["es-mx", "en"]


def shown(language: str) -> str:
    browser = Client(headers={"accept-language": language})
    return browser.get(reverse("websocket")).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_every_frame_with_its_fields_and_an_example(language: str) -> None:
    html = shown(language)
    schemas = document()["components"]["schemas"]

    for kind in (*FRAMES, *REQUESTS):
        part = re.split(r"</section>", html.partition(f'id="{kind.__name__}"')[2])[0]
        assert f"<code>{tag_of(kind)}</code>" in part
        assert re.findall(r"<dt><code>(\w+)</code>", part) == [
            *schemas[kind.__name__]["properties"]
        ]
        assert "<pre" in part


def test_it_names_every_code_and_every_script() -> None:
    html = shown("es-mx")
    for word in (*Code, *CLOSES, *ALL, *FIXED):
        assert f">{word}</code>" in html


def test_all_that_leads_somewhere_on_it_does() -> None:
    html = shown("es-mx")
    places, links = set(re.findall(r'id="([\w-]+)"', html)), set(re.findall(r'href="#(\w+)"', html))
    assert len(links) > 10
    assert links <= places


def test_it_says_all_of_it_in_spanish() -> None:
    schemas = document()["components"]["schemas"]
    words = {schema["description"] for name, schema in schemas.items() if name != "Code"}
    words |= {one_line(script.__doc__ or "") for script in ALL.values()}

    assert sorted(words - written().keys()) == []
    spanish = shown("es-mx")
    assert [one for one in words if marked(one) in spanish] == []
    english = shown("en")
    assert [one for one in words if marked(one) not in english] == []


def test_it_keeps_quiet_about_a_sandbox_that_is_switched_off() -> None:
    with override_settings(SANDBOX_SOCKETS=0):
        assert "/ws/sandbox/" not in shown("es-mx")
    assert "/ws/sandbox/" in shown("es-mx")


def test_what_is_marked_as_code_is_escaped() -> None:
    assert marked("a `<b>` & `c`") == "a <code>&lt;b&gt;</code> &amp; <code>c</code>"
