/**
 * Commands are forms (`data-command`) that work by themselves; with this they don't leave the page.
 * What a command did is shown by the socket.
 */

import { text } from "../texts.js";
import { ask } from "./dialog.js";
import { alarm } from "./say.js";
import { toast } from "./toasts.js";

const LONGEST_SENTENCE = 300;
// What is asked where cancelling takes nothing back, by `data-kept`.
const QUESTIONS = { "": "confirm_cancel_kept", charge: "confirm_cancel_charge" };

/** The token that Django wants with everything that changes something. */
export function csrfToken() {
  return document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

/** Take over every command form, also those that come later. */
export function takeCommands() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-command]")) {
      giveToken(form);
      return;
    }
    event.preventDefault();
    command(form, event.submitter ?? form.querySelector("button"), event.submitter);
  });
}

/** A form that came over the socket was rendered for many: it has no token of this session. */
function giveToken(form) {
  if (form.method !== "post" || form.elements.csrfmiddlewaretoken) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "csrfmiddlewaretoken", value: csrfToken() });
  form.append(field);
}

async function command(form, button, submitter) {
  if (form.ariaBusy === "true") return;
  const { command: name } = form.dataset;
  if (name === "cancel" && !(await isMeant(form))) return;
  // Of a button that is disabled a form says nothing.
  const said = new FormData(form, submitter);
  form.ariaBusy = "true";
  button.disabled = true;
  try {
    await answered(await send(form, said), form);
  } catch {
    complain(text("conn_offline"), form);
  } finally {
    form.ariaBusy = null;
    button.disabled = false;
  }
}

function isMeant(form) {
  const title = form.closest("[data-run]")?.querySelector("h1, h3")?.textContent.trim() ?? "";
  const question = QUESTIONS[form.dataset.kept] ?? "confirm_cancel";
  return ask(title, text(question), text("yes_cancel"));
}

function send(form, said) {
  return fetch(form.action, {
    method: "POST",
    // Not as multipart: of a form without fields that has no parts, and servers refuse it.
    body: new URLSearchParams(said),
    headers: { "X-CSRFToken": csrfToken(), "X-Requested-With": "fetch" },
  });
}

async function answered(response, form) {
  const next = response.redirected ? response.url : response.headers.get("Location");
  if (response.ok && next) location.assign(next);
  else if (!response.ok) complain(await sentenceOf(response), form);
  else {
    close(form.closest("[popover]"));
    form.closest("details.menu")?.removeAttribute("open");
  }
}

/** What the server wrote for a person; its pages are not that. */
export async function sentenceOf(response) {
  const isText = (response.headers.get("Content-Type") ?? "").startsWith("text/plain");
  const words = isText ? (await response.text()).trim() : "";
  return words && words.length <= LONGEST_SENTENCE ? words : text("command_failed");
}

/** The socket may have been quicker, and have taken it off the page. */
function close(popover) {
  if (popover?.isConnected) popover.hidePopover();
}

/** Where the form has a place for it, there: a toast would lie behind what is open. */
function complain(sentence, form) {
  const place = form.querySelector("[data-error]");
  if (place) {
    place.textContent = sentence;
    place.hidden = false;
  } else {
    toast(sentence, "bad");
  }
  alarm(sentence);
}
