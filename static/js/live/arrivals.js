/**
 * New cards never move what a person is reading. Those that arrive above the fold are counted on a
 * button that leads to them.
 */

import { text } from "../texts.js";

let button = null;
let waiting = 0;

/** A card was put at the top of `list`. */
export function arrived(list, card) {
  if (card.getBoundingClientRect().bottom > 0 || !document.getElementById("new-runs")) return;
  waiting += 1;
  button ??= prepare(list);
  button.textContent = text("new_runs", { n: waiting });
  button.hidden = false;
}

function prepare(list) {
  const made = document.getElementById("new-runs");
  made.addEventListener("click", () => list.scrollIntoView({ block: "start" }));
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    waiting = 0;
    made.hidden = true;
  });
  const top = document.createElement("div");
  list.before(top);
  seen.observe(top);
  return made;
}
