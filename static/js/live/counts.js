/** The numbers above the list, and the one in the tab's title. */

import { percent } from "../format.js";
import { all } from "./runs.js";

const SIGNS = { done: "✓", failed: "▲" };
const title = document.title;

/** Take a counts frame: {running, waiting, done, failed, mine}. */
export function counts(numbers) {
  for (const [name, number] of Object.entries(numbers)) {
    const place = document.querySelector(`#counts [data-count="${name}"]`);
    if (place && place.textContent !== String(number)) place.textContent = number;
  }
  entitle(numbers.mine);
}

/** On the page of one run the tab says how far it is; timers run in hidden tabs, frames don't. */
export function entitleBy(view) {
  if (!["tarea", "video", "compartida"].includes(view)) return;
  const [run] = all();
  if (!run) return;
  if (run.state === "running") put(percent(run.permille));
  else put(SIGNS[run.state] ?? "");
}

function entitle(running) {
  put(running ? `(${running})` : "");
}

function put(mark) {
  const words = mark ? `${mark} ${title}` : title;
  if (document.title !== words) document.title = words;
}
