/**
 * Puts what the server rendered of a run into the page: morphed in place, so that focus, selection
 * and opened details survive, or as a new card where it belongs in the list.
 */

import { arrive, arriveElsewhere, count } from "./arrivals.js";
import { leave, stay } from "./leaving.js";
import { learn, rootsOf } from "./runs.js";
import { forgetParts, forgetRun, paint } from "./tick.js";

// A page that is left open for days must not grow without end.
const MOST_CARDS = 200;

// What the page knows of a card and the server does not.
const KEPT = ["hidden", "data-waiting", "data-leaving"];

/**
 * Show `html`, one element with an id. Returns the element on the page, or null. Others behind it
 * are of what the run is about, and renewed where the page has them. Without `fits` the run has
 * left what the list was asked for: it is shown as it is now, and goes after a moment.
 */
export function show(html, fits = true) {
  const [root, ...others] = rootsIn(html);
  if (!root) return null;
  for (const other of others) renewOne(other);
  const shown = document.getElementById(root.id);
  const run = root.dataset.run ? learn(root) : null;
  // The fragment may have been rendered before the newest tick.
  if (run) paint(root, run);
  forgetParts(root);
  if (!shown) {
    const made = fits ? insert(root) : null;
    letGo(root.dataset.run);
    return made;
  }
  const before = shown.dataset.run;
  keep(shown, root);
  morph(shown, root);
  letGo(before);
  const list = shown.parentElement.closest("[data-runs]");
  if (list && !fits) leave(shown, () => takenFrom(list, shown));
  else if ("leaving" in shown.dataset) stay(shown);
  return shown;
}

/** Put elements with ids in place of those that the page has. */
export function renew(html) {
  for (const element of rootsIn(html)) renewOne(element);
}

/** Take everything that shows a run away. */
export function remove(id) {
  for (const root of rootsOf(id)) {
    const list = root.closest("[data-runs]");
    if (!list) continue;
    root.remove();
    takenFrom(list, root);
  }
}

/** What nothing shows any more need not be known: a page may be open for days. */
function letGo(run) {
  if (run && !rootsOf(run).length) forgetRun(run);
}

function takenFrom(list, card) {
  letGo(card.dataset.run);
  const isEmpty = !list.querySelector("[data-run]");
  if (isEmpty) list.querySelector("[data-empty]")?.removeAttribute("hidden");
  count(list);
}

function keep(shown, root) {
  for (const name of KEPT) {
    if (shown.hasAttribute(name)) root.setAttribute(name, shown.getAttribute(name));
  }
}

function rootsIn(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

function renewOne(element) {
  const shown = document.getElementById(element.id);
  if (shown) morph(shown, element);
}

function morph(shown, root) {
  forgetParts(shown);
  window.htmx.swap({
    sourceElement: shown,
    target: shown,
    swap: "outerMorph ignoreTitle:true",
    text: root.outerHTML,
  });
}

function insert(root) {
  const list = document.querySelector("[data-runs]");
  if (!list) return null;
  if (list.dataset.firstPage === "0") {
    arriveElsewhere(root);
    return null;
  }
  const cards = [...list.querySelectorAll(":scope > [data-run]")];
  const next = cards.find((card) => !isNewer(card, root));
  // Older than all that is shown here: it stands on a page further down.
  if (!next && cards.length && "older" in list.dataset) return null;
  list.querySelector("[data-empty]")?.setAttribute("hidden", "");
  arrive(list, root, next ?? cards.at(-1)?.nextSibling ?? null);
  window.htmx.process(root);
  for (const surplus of cards.slice(MOST_CARDS - 1)) {
    surplus.remove();
    letGo(surplus.dataset.run);
  }
  return root;
}

/** Lists whose cards don't say when they were made begin with what came last. */
function isNewer(card, other) {
  return Number(card.dataset.created) > Number(other.dataset.created);
}
