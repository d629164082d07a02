"""The HTTP API held to its own document by made-up requests, right ones and wrong ones: it never
fails, and never answers what the document does not say."""

import warnings
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from proyecto.dominio.models import ImagenProducto, Reporte
from proyecto.progress import record
from proyecto.progress.models import TaskRun
from proyecto.progress.notices import notice
from proyecto.progress.tokens import Scope, make_token
from proyecto.progress.vocabulary import OPEN
from tests.dashboard.runs import a_video, ask, done, failed
from tests.stack.people import People
from tests.stack.stack import Stack

pytestmark = pytest.mark.slow

# Bytes are bytes.
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OK, BAD_REQUEST = 200, 400
# Of the team's only what this test made may be touched.
TEAMS = "/api/v1/notifications"


@pytest.fixture
def web(running: Stack) -> Iterator[Stack]:
    """The web alone: what is begun is not done."""
    with running.whole("web"):
        yield running


class Maker:
    """Makes requests up and holds the answers to the document. `world` is what paths may name."""

    def __init__(self, address: str, owner: Any, world: dict[str, Any], examples: int) -> None:
        self.address, self.owner, self.world = address, owner, world
        self.examples = examples
        self.only = ""
        self.seen: Counter[tuple[str, int]] = Counter()

    def go_through(self) -> None:
        """Every operation of the document."""
        document = schemathesis.openapi.from_url(f"{self.address}/api/v1/openapi.json")
        for result in document.get_all_operations():
            operation = result.ok()
            if not operation.path.startswith(self.only):
                continue
            with requests.Session() as session:
                if self.owner:
                    # One for each operation: they ask more often than one token may.
                    _, text = make_token(self.owner, "made up", Scope)
                    session.headers["Authorization"] = f"Bearer {text}"
                for mode in GenerationMode:
                    self._ask(operation, session, mode)

    def _ask(self, operation: Any, session: Any, mode: GenerationMode) -> None:
        @seed(20261130)
        @settings(
            max_examples=self.examples,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(mode))
        def one(case: Any) -> None:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._one(case, session)

        try:
            one()
        except Unsatisfiable:  # nothing can be wrong where nothing is asked for
            assert mode is GenerationMode.NEGATIVE

    def _one(self, case: Any, session: Any) -> None:
        path = case.operation.path
        if sum(self.seen.values()) % 2 or path.startswith(TEAMS):
            known = {name: self.world[name] for name in self.world if f"{{{name}}}" in path}
            case.path_parameters.update(known)
        answer = case.call(base_url=self.address, session=session)
        self.seen[f"{case.method} {path}", answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)


def test_made_up_requests_are_answered_as_the_document_says(web: Stack, people: People) -> None:
    owner = people.new()
    maker = Maker(web.address, owner, _world(owner), 5)
    maker.go_through()
    assert sum(maker.seen.values()) > 250
    well = {operation for operation, status in maker.seen if status < BAD_REQUEST}
    assert len(well) > 20, "they do not get anywhere"
    for run in TaskRun.objects.filter(owner=owner, state__in=OPEN):
        record.request_cancel(run.pk)


def test_those_of_one_of_the_team_too(web: Stack, people: People) -> None:
    member = people.new(is_staff=True)
    row = notice(f"run_failed:{member.pk}", "run_failed", facts={"task": "crear_pedidos"})
    maker = Maker(web.address, member, {"notice_id": row.pk}, 5)
    maker.only = TEAMS
    maker.go_through()
    assert (f"POST {TEAMS}/{{notice_id}}/acknowledge", OK) in maker.seen


def test_a_stranger_gets_nowhere_whatever_they_ask(web: Stack) -> None:
    maker = Maker(web.address, None, {}, 1)
    maker.go_through()
    let_in = {operation for operation, status in maker.seen if status < BAD_REQUEST}
    assert let_in == {"GET /healthz", "GET /readyz"}


def _world(owner: Any) -> dict[str, Any]:
    runs = [ask(owner), done(ask(owner)), failed(ask(owner))]
    return {
        "run_id": str(runs[-1].pk),
        "video_id": a_video(owner).pk,
        "image_id": ImagenProducto.objects.create(propietario=owner, nombre="Taza").pk,
        "report_id": Reporte.objects.create(propietario=owner, periodo="2026-01").pk,
    }
