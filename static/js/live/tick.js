/**
 * Paints the numbers that change often: newest wins, one paint a frame, only what differs.
 *
 * A browser runs no animation frames in a hidden tab: what comes meanwhile waits in `fresh`, one
 * entry a run, and is painted when the tab is looked at.
 */

import { doneOf, percent, speed } from "../format.js";
import { leftWords } from "../left.js";
import { text } from "../texts.js";
import { forget, known, rootsOf, take } from "./runs.js";

const PREVIEW_MS = 2000;
const fresh = new Set();
const parts = new WeakMap();
let scheduled = false;

/** Take a tick frame's list. */
export function tick(pieces) {
  for (const piece of pieces) {
    const run = take(piece);
    if (run) fresh.add(run.id);
  }
  schedule();
}

/** Paint a run at the next frame although nothing came. */
export function repaint(run) {
  fresh.add(run.id);
  schedule();
}

/** Nothing on the page shows this run any more. */
export function forgetRun(id) {
  forget(id);
  fresh.delete(id);
}

/** `root` was swapped: its parts are other ones now. */
export function forgetParts(root) {
  parts.delete(root);
}

/** Write what is known of `run` into `root`, which may not be on the page yet. */
export function paint(root, run) {
  if (Number(root.dataset.attempt) !== run.attempt) return;
  const part = partsOf(root);
  root.dataset.permille = run.permille;
  if (part.bar && part.bar.value !== run.permille) part.bar.value = run.permille;
  write(part.pct, percent(run.permille));
  if (!run.numbers) return;
  write(part.speed, speed(run.numbers.speed));
  write(part.eta, run.stalled ? text("stalled", { s: run.stalled }) : leftOf(run));
  if (part.done) {
    write(part.done, doneOf(run.numbers.done, run.numbers.total, part.done.dataset.unit));
  }
  if (part.preview) preview(part.preview, run.numbers.preview);
}

function schedule() {
  if (scheduled || !fresh.size) return;
  scheduled = true;
  requestAnimationFrame(flush);
}

function flush() {
  scheduled = false;
  for (const id of fresh) {
    // What is known now: a fragment may have come since the tick, and knew more.
    const run = known(id);
    if (run) for (const root of rootsOf(id)) paint(root, run);
  }
  fresh.clear();
}

function partsOf(root) {
  let found = parts.get(root);
  if (!found) {
    found = {};
    for (const element of root.querySelectorAll("[data-f]")) found[element.dataset.f] = element;
    parts.set(root, found);
  }
  return found;
}

/** Words change only when the range really moved; they must not flicker. */
function leftOf(run) {
  const { low, high } = run.numbers;
  if (!run.shownLeft || hasMoved(run.shownLeft, low, high)) run.shownLeft = { low, high };
  return leftWords(run.shownLeft.low, run.shownLeft.high);
}

function hasMoved(shown, low, high) {
  const isTold = low !== null && high !== null;
  if (!isTold || shown.low === null || shown.high === null) return true;
  const enough = Math.max(5, 0.1 * shown.high);
  return Math.abs(low - shown.low) > enough || Math.abs(high - shown.high) > enough;
}

function preview(image, version) {
  const now = Date.now();
  if (!version || !image.dataset.srcBase || String(version) === image.dataset.v) return;
  if (now - Number(image.dataset.at ?? 0) < PREVIEW_MS) return;
  image.dataset.v = version;
  image.dataset.at = now;
  image.src = `${image.dataset.srcBase}?v=${version}`;
  image.hidden = false;
}

function write(element, words) {
  if (!element) return;
  const node = element.firstChild;
  if (node?.nodeType === Node.TEXT_NODE && !node.nextSibling) {
    if (node.data !== words) node.data = words;
  } else {
    element.textContent = words;
  }
}
