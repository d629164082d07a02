"""clients/javascript in a browser, on a page of another origin."""

from functools import partial
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser

from proyecto.progress.tokens import Scope, make_token
from tests.browser.test_other_origin import Quiet
from tests.dashboard.runs import ask
from tests.live.story import kept
from tests.stack.people import Person
from tests.stack.place import ROOT
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FOLLOW_AND_CANCEL = """async ([url, token, run]) => {
  const { Client } = await import("/avance.js");
  const client = new Client(url, token);
  const told = [];
  for await (const event of client.follow(run)) {
    told.push([event.at.n, event.kind]);
    if (event.kind === "snapshot") await client.cancel(run);
  }
  return told;
}"""


def test_a_page_follows_and_cancels_with_a_token(
    stack: Stack, chromium: Browser, person: Person
) -> None:
    _, token = make_token(person.user, "a page", [Scope.READ, Scope.WRITE])
    run = ask(person.user)
    serve = partial(Quiet, directory=ROOT / "clients" / "javascript")
    with ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/package.json")
        told = page.evaluate(FOLLOW_AND_CANCEL, [stack.address, token, str(run.pk)])
        page.close()
        server.shutdown()

    assert [(n, kind) for n, kind in told if kind.startswith("run.")] == kept(run)
    assert told[-1][1] == "run.cancelled"
