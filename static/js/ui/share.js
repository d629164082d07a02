/**
 * The panel that shares a run, in a dialog instead of on a page of its own: fetched when it is
 * opened, and again with each thing that is done in it.
 */

import { complain } from "./complain.js";

const HEADERS = { "X-Requested-With": "fetch" };

/** Take over the link that leads to the panel. */
export function takeShare() {
  const dialog = document.getElementById("share");
  if (!dialog) return;
  const body = dialog.querySelector("#share-body");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-share]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
    body.replaceChildren();
    load(body, link.href);
  });
  dialog.querySelector("[data-share-close]").addEventListener("click", () => dialog.close());
  // A click beside it; what is inside is no target of its own edge.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const form = event.target;
    load(body, form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  });
}

async function load(body, address, how = {}) {
  body.ariaBusy = "true";
  try {
    const answer = await fetch(address, { ...how, headers: HEADERS });
    const isPanel = answer.ok || answer.status === 409;
    if (!isPanel || answer.redirected) throw new Error(`${answer.status}`);
    body.innerHTML = await answer.text();
    body.querySelector("[data-share-panel] input[readonly], [role=alert]")?.focus?.();
    body.querySelector("#share-link")?.select();
  } catch {
    complain(body);
  } finally {
    body.ariaBusy = null;
  }
}
