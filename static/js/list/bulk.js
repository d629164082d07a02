/** One order to all chosen runs: the server says what would happen, the person, then the deed. */

import { csrfToken, sentenceOf } from "../ui/commands.js";
import { ask } from "../ui/dialog.js";
import { alarm, say } from "../ui/say.js";
import { toast } from "../ui/toasts.js";
import { text } from "../texts.js";
import { startChoosing } from "./choose.js";

/** Start on the page's `#bulk`. */
export function startBulk(bar) {
  const list = document.getElementById("runs");
  const choosing = startChoosing(bar, list, document.getElementById("choose"));

  bar.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (bar.ariaBusy === "true") return;
    bar.ariaBusy = "true";
    try {
      await order(bar, event.submitter);
    } catch {
      complain(text("conn_offline"));
    } finally {
      bar.ariaBusy = null;
    }
  });

  async function order(form, button) {
    const wanted = new URLSearchParams(new FormData(form, button));
    const answer = await send(form, wanted);
    if (!answer.ok) {
      complain(await sentenceOf(answer));
      return;
    }
    const { title, question, yes } = await answer.json();
    if (!(await ask(title, question, yes))) return;
    wanted.set("seguro", "1");
    const done = await send(form, wanted);
    if (!done.ok) {
      complain(await sentenceOf(done));
      return;
    }
    const sentence = await done.text();
    choosing.end();
    toast(sentence, "ok");
    say(sentence);
  }
}

function send(form, body) {
  return fetch(form.action, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
  });
}

function complain(sentence) {
  toast(sentence, "bad");
  alarm(sentence);
}
