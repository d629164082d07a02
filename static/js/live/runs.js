/**
 * What the page knows of each run: the newest place, and the numbers that it may show.
 *
 * Kept apart from the page's elements, which are replaced, inserted and, in a hidden tab, not
 * painted. Two rules live here: nothing older than what is known is taken, and the bar never goes
 * back within an attempt.
 */

import { isOld, positionOf } from "./position.js";

const ENDED = new Set(["done", "failed", "cancelled", "expired"]);
const runs = new Map();

/** Every root on the page that shows a run. */
export function roots() {
  return document.querySelectorAll("[data-pos][data-run]:not([data-run=''])");
}

/** The roots of one run. */
export function rootsOf(id) {
  return document.querySelectorAll(`[data-pos][data-run="${CSS.escape(id)}"]`);
}

/** What is known of a run, or undefined. */
export function known(id) {
  return runs.get(id);
}

/** Whether nothing more can happen to it. */
export function hasEnded(run) {
  return ENDED.has(run.state);
}

/** Take what the server rendered into `root`. Returns the run. */
export function learn(root) {
  const id = root.dataset.run;
  const position = positionOf(root);
  const attempt = Number(root.dataset.attempt);
  const permille = Number(root.dataset.permille);
  const before = runs.get(id);
  const run = { ...before, id, state: root.dataset.state, attempt };
  if (before && before.attempt > attempt) run.attempt = before.attempt;
  if (!before || before.attempt < attempt) {
    const moved = Date.now();
    Object.assign(run, { permille, moved, numbers: undefined });
  } else if (before.attempt === attempt) {
    run.permille = Math.max(before.permille, permille);
  }
  run.n = Math.max(before?.n ?? 0, position.n);
  if (!before || !isOld(position, before)) {
    run.epoch = position.epoch;
    run.seq = position.seq;
    run.numbers = undefined; // the server has just written newer ones, of another phase perhaps
  }
  run.shownLeft = undefined; // likewise
  runs.set(id, run);
  return run;
}

/** Take a milestone's place; false when it is an old one. */
export function reach(id, { n }) {
  const run = runs.get(id);
  if (!run) return true;
  if (n <= run.n) return false;
  run.n = n;
  return true;
}

/**
 * Take one run's numbers from a tick. Returns the run if it is to be painted.
 *
 * `piece` is [id, permille, speed, eta, done, total, preview, epoch, seq, attempt, low, high].
 */
export function take(piece) {
  const [id, permille, speed, , done, total, preview, epoch, seq, attempt, low, high] = piece;
  const run = runs.get(id);
  if (!run || hasEnded(run) || isOld({ epoch, seq }, run)) return null;
  if (attempt < run.attempt) return null;
  const further = attempt > run.attempt || permille > run.permille || done !== run.numbers?.done;
  run.permille = attempt > run.attempt ? permille : Math.max(run.permille, permille);
  Object.assign(run, { attempt, epoch, seq });
  run.numbers = { speed, low: low ?? null, high: high ?? null, done, total, preview };
  if (further) run.moved = Date.now();
  return run;
}

/** Forget a run. */
export function forget(id) {
  runs.delete(id);
}

/** All runs known, for those who count. */
export function all() {
  return runs.values();
}

/** What the page shows, as `hello` tells it: {id: [epoch, seq, n]}. */
export function have() {
  const shown = {};
  for (const root of roots()) {
    const run = runs.get(root.dataset.run) ?? learn(root);
    shown[run.id] = [run.epoch, run.seq, run.n];
  }
  return shown;
}
