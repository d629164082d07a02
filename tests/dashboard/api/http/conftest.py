"""Programs with tokens, inside this process."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from proyecto.progress.tokens import Scope, make_token
from tests.stack.people import People

Program = Callable[..., "Asker"]


class Asker:
    """Somebody who asks by a token."""

    def __init__(self, owner: Any, *scopes: Scope, **headers: str) -> None:
        self.owner = owner
        self.token, self.text = make_token(owner, "a program", scopes or [Scope.READ, Scope.WRITE])
        self.headers = {"Authorization": f"Bearer {self.text}", "Accept-Language": "en"} | headers
        self.client = Client()

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers | headers)

    def post(self, path: str, body: Any = None, key: str = "", **headers: str) -> Any:
        given = {"Idempotency-Key": key} if key else {}
        return self.client.post(
            f"/api/v1{path}",
            data=json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers=self.headers | given | headers,
        )

    def send(self, path: str, key: str = "", **form: Any) -> Any:
        given = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"/api/v1{path}", form, headers=self.headers | given)

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}", headers=self.headers)


@pytest.fixture
def ana(people: People) -> Asker:
    """A person's program, which may see and do."""
    return Asker(people.new())


@pytest.fixture
def eva(people: People) -> Asker:
    """That of one of the team."""
    return Asker(people.new(is_staff=True), *Scope)


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """What it says, once it is seen that it is said as it should be."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(answer.content)
    assert {"type", "title", "detail"} <= set(told)
    assert (told["status"], told["code"]) == (status, code)
    return told
