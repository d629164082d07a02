"""Django's admin for the ledger: to look at, for the team only, and nothing can be changed."""

import uuid

import pytest
from django.test import Client

from proyecto.progress import effects
from proyecto.progress.models import Effect
from tests.stack.people import People


@pytest.fixture
def admin(people: People) -> Client:
    browser = Client()
    browser.force_login(people.new(is_staff=True, is_superuser=True))
    return browser


@pytest.fixture
def effect() -> Effect:
    key = f"mail:test:{uuid.uuid4()}"
    effects.take(key, "mail", {"to": "ana@example.com"}, "leave", None)
    return Effect.objects.get(key=key)


def test_effects_can_be_found_by_their_key_and_looked_at(admin: Client, effect: Effect) -> None:
    found = admin.get("/admin/progress/effect/", {"q": effect.key})
    assert found.status_code == 200
    assert effect.key in found.content.decode()
    one = admin.get(f"/admin/progress/effect/{effect.pk}/change/")
    assert one.status_code == 200
    assert "ana@example.com" in one.content.decode()


@pytest.mark.parametrize("what", ["add/", "{}/delete/"])
def test_nobody_adds_or_removes_one(admin: Client, effect: Effect, what: str) -> None:
    assert admin.get(f"/admin/progress/effect/{what.format(effect.pk)}").status_code == 403


def test_nobody_changes_one(admin: Client, effect: Effect) -> None:
    answer = admin.post(f"/admin/progress/effect/{effect.pk}/change/", {"state": "done"})
    assert answer.status_code == 403
    assert Effect.objects.get(pk=effect.pk).state == Effect.State.PLANNED
