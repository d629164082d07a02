"""Pages go out compressed to whoever takes that; files as they are."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.pages.world import World
from tests.stack.people import People
from tests.stack.redis import RedisProcess


@pytest.fixture
def world(people: People, redis_process: RedisProcess) -> Iterator[World]:
    with World(people.sign_in(), people.sign_in(is_staff=True)) as world:
        yield world


def asked(world: World, path: str, encoding: str) -> Any:
    browser = Client(headers={"Accept-Encoding": encoding})
    browser.force_login(world.person.user)
    return browser.get(path)


def test_a_page_is_a_fraction_of_its_bytes_for_who_takes_it_compressed(world: World) -> None:
    world.make()
    plain, packed = (asked(world, "/", encoding) for encoding in ("identity", "gzip, br"))
    assert "Content-Encoding" not in plain.headers
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 5
    assert gzip.decompress(packed.content).startswith(b"<!doctype html>")
    assert int(packed["Content-Length"]) == len(packed.content)


def test_two_answers_of_the_same_page_differ_in_length(world: World) -> None:
    lengths = {len(asked(world, "/cuenta/", "gzip").content) for _ in range(12)}
    assert len(lengths) > 1, "their length would tell of what is in them"


def test_a_picture_keeps_its_bytes(world: World) -> None:
    made = world.picture.salidas["jpeg"]
    browser = Client(headers={"Accept-Encoding": "gzip"})
    browser.force_login(world.person.user)
    answer = browser.head(f"/media/imagenes/{world.picture.pk}/{made['archivo']}")
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
    assert int(answer["Content-Length"]) == made["bytes"]


def test_short_data_is_not_worth_it(world: World) -> None:
    answer = asked(world, f"/tareas/{world.done.pk}/estado/", "gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.json()["estado"] == "SUCCESS"
