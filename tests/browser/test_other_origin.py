"""A page of another origin, in a browser whose person is signed in: it gets as far as a token that
it was given, and not a step by what the browser knows."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from proyecto.progress.tokens import Scope, make_token
from tests.dashboard.runs import ask
from tests.stack.people import Person
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASK = """async ([address, path, headers, method]) => {
  try {
    const answer = await fetch(address + path, { method, headers, credentials: "include" });
    return [answer.status, await answer.json()];
  } catch {
    return "refused";
  }
}"""
# As a page would, that does not mean to be somebody.
PLAIN = ASK.replace('"include"', '"omit"')


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[str]:
    """The address of an empty page of another origin."""
    (tmp_path / "index.html").write_text("<!doctype html><title>x</title>")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_it_gets_as_far_as_its_token(
    stack: Stack, chromium: Browser, person: Person, elsewhere: str
) -> None:
    context = chromium.new_context()
    name, _, session = person.cookie.partition("=")
    context.add_cookies([{"name": name, "value": session, "url": stack.address}])
    page = context.new_page()
    page.goto(elsewhere)
    run = ask(person.user)
    cancel = f"/api/v1/runs/{run.pk}/cancel"

    for script in (ASK, PLAIN):
        for path, method in (("/api/v1/me", "GET"), (cancel, "POST")):
            answer = page.evaluate(script, [stack.address, path, {}, method])
            assert answer == "refused" or answer[0] == 401
    run.refresh_from_db()
    assert run.cancel_requested_at is None

    _, text = make_token(person.user, "a page", [Scope.READ, Scope.WRITE])
    signed = {"Authorization": f"Bearer {text}", "Idempotency-Key": "k"}
    status, me = page.evaluate(PLAIN, [stack.address, "/api/v1/me", signed, "GET"])
    assert (status, me["username"]) == (200, person.user.username)
    assert page.evaluate(PLAIN, [stack.address, cancel, signed, "POST"]) == [
        200,
        {"outcome": "cancelled"},
    ]
    context.close()
