/** The places that offer notifications of the system (`[data-notify]`) say how they stand. */

import { standing, turnOff, turnOn } from "./system.js";

/** Show each place as it is now, and follow what is done there or in another tab. */
export function takeOffers() {
  if (!document.querySelector("[data-notify]")) return;
  refresh();
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-notify-do]");
    if (!button) return;
    const place = button.closest("[data-notify]");
    if (button.dataset.notifyDo === "on") await turnOn();
    else turnOff();
    refresh();
    // The button is gone: whoever pressed it by key goes on from what took its place.
    if (!button.checkVisibility()) place.focus();
  });
  addEventListener("storage", refresh);
  addEventListener("focus", refresh);
  navigator.permissions
    ?.query({ name: "notifications" })
    .then((permission) => permission.addEventListener("change", refresh))
    .catch(() => {});
}

function refresh() {
  const state = standing();
  for (const place of document.querySelectorAll("[data-notify]")) {
    place.dataset.notify = state;
    for (const part of place.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(state);
    }
    place.hidden = !place.querySelector("[data-when]:not([hidden])");
  }
}
