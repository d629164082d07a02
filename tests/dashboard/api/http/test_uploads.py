"""Beginning an upload by token. The rest of tus is the page's own: tests/dashboard/uploads."""

import uuid
from typing import Any

import pytest

from proyecto.dominio.models import Subida
from tests.dashboard.api.http.conftest import Asker, problem
from tests.stack.people import People

pytestmark = pytest.mark.usefixtures("redis_process")
TUS = {"Tus-Resumable": "1.0.0", "Upload-Length": "9", "Upload-Metadata": "filename YS5tcDQ="}


def begin(program: Asker, key: str = "", **headers: str) -> Any:
    return program.post("/uploads/", key=key, **(TUS | headers))


def test_an_upload_is_begun_once_for_a_key(ana: Asker) -> None:
    first, second, other = begin(ana, "k"), begin(ana, "k"), begin(ana)
    assert first.status_code == 201
    assert first["Location"] == second["Location"] != other["Location"]
    assert second["Idempotent-Replayed"] == "true"
    assert Subida.objects.filter(propietario=ana.owner).count() == 2
    answer = begin(ana, "k", **{"Upload-Length": "10"})
    problem(answer, 409, "conflict")
    assert answer["Tus-Resumable"] == "1.0.0"


def test_it_goes_on_for_its_owner_alone_at_an_address_of_the_api(
    ana: Asker, people: People
) -> None:
    path = begin(ana)["Location"]
    assert path.startswith("/api/v1/uploads/")
    tus = {"Tus-Resumable": "1.0.0"}
    assert ana.client.head(path, headers=ana.headers | tus)["Upload-Offset"] == "0"
    luis = Asker(people.new())
    told = [
        problem(luis.client.delete(asked, headers=luis.headers | tus), 404, "not_found")
        for asked in (path, f"/api/v1/uploads/{uuid.uuid4()}/")
    ]
    assert told[0] == told[1]
    assert ana.client.delete(path, headers=ana.headers | tus).status_code == 204


def test_what_this_server_can_is_told_to_anybody(ana: Asker) -> None:
    answer = ana.client.options("/api/v1/uploads/")
    assert answer.status_code == 204
    assert "creation" in answer["Tus-Extension"]
    assert answer["Access-Control-Allow-Origin"] == "*"
