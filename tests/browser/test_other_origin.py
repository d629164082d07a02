"""A page of somebody else, on another origin, with a token: our API is for it too, the session of
whoever looks is not."""

import json

import pytest
from playwright.sync_api import expect

from proyecto.progress.tokens import Scope, make_token
from tests.browser.conftest import Visit
from tests.browser.gate import Gate
from tests.browser.test_shared import served
from tests.stack.people import Person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# It is meant to ask another host, and to be refused where it has only the cookie.
FOREIGN = ("127.0.0.1", "401", "ERR_FAILED", "Access-Control")
PAGE = """
<main><p id=socket></p><p id=stream></p><p id=session></p><p id=http></p></main>
<script type=module>
const [address, token, run] = %r;
const say = (id, text) => { document.getElementById(id).textContent += text + " "; };
const ws = address.replace("http", "ws") + "/ws/v1/";
const socket = new WebSocket(ws, ["avance.v1", "avance.bearer." + token]);
socket.onopen = () => socket.send(JSON.stringify({op: "subscribe", id: "s", run}));
socket.onmessage = ({data}) => {
  const frame = JSON.parse(data);
  if (frame.type === "live") say("socket", "live");
  if (frame.kind === "run.succeeded") say("socket", "succeeded");
};
const bare = new WebSocket(ws, ["avance.v1"]);
bare.onclose = ({code}) => say("session", String(code));
const signed = {headers: {Authorization: "Bearer " + token}};
const answer = await fetch(address + "/api/v1/runs/" + run + "/events", signed);
const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
for (;;) {
  const {value, done} = await reader.read();
  if (done) break;
  for (const [, kind] of value.matchAll(/"kind":"(run\\.[a-z]+)"/g)) say("stream", kind);
}
say("stream", "over");
const one = await fetch(address + "/api/v1/runs/" + run, signed);
say("http", (await one.json()).state);
const none = await fetch(address + "/api/v1/runs/" + run, {credentials: "include"})
  .then((answer) => answer.status, () => "kept from it");
say("http", none);
</script>
"""


def test_a_foreign_page_follows_with_a_token_and_gets_nothing_by_the_cookie(
    visit: Visit, person: Person, gate: Gate
) -> None:
    run = gate.run(person, "Corte final")
    _row, token = make_token(person.user, "wiki", [Scope.READ])
    guest = visit(person)  # signed in: a cookie goes along
    with served(PAGE.replace("%r", json.dumps([guest.address, token, str(run.pk)]))) as elsewhere:
        guest.expects(*FOREIGN)
        page = guest.context.new_page()
        page.goto(elsewhere)
        expect(page.locator("#socket")).to_have_text("live")
        expect(page.locator("#session")).to_have_text("4403")
        gate.open_all()
        expect(page.locator("#socket")).to_have_text("live succeeded")
        expect(page.locator("#stream")).to_contain_text("run.succeeded over")
        expect(page.locator("#http")).to_have_text("SUCCESS kept from it")
        page.goto("about:blank")
