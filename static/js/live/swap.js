/**
 * Puts what the server rendered of a run into the page: morphed in place, so that focus, selection
 * and opened details survive, or as a new card at the top of the list.
 */

import { arrived } from "./arrivals.js";
import { learn, rootsOf } from "./runs.js";
import { forgetParts, paint } from "./tick.js";

// A page that is left open for days must not grow without end.
const MOST_CARDS = 200;

/**
 * Show `html`, one element with an id. Returns the element on the page, or null. Others behind it
 * are of what the run is about, and renewed where the page has them.
 */
export function show(html) {
  const [root, ...others] = rootsIn(html);
  if (!root) return null;
  for (const other of others) renewOne(other);
  const shown = document.getElementById(root.id);
  const run = root.dataset.run ? learn(root) : null;
  // The fragment may have been rendered before the newest tick.
  if (run) paint(root, run);
  forgetParts(root);
  if (shown) {
    morph(shown, root);
    return shown;
  }
  return insert(root);
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
    const isEmpty = !list.querySelector("[data-run]");
    if (isEmpty) list.querySelector("[data-empty]")?.removeAttribute("hidden");
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
  if (!list || list.dataset.firstPage === "0") return null;
  list.querySelector("[data-empty]")?.setAttribute("hidden", "");
  list.prepend(root);
  window.htmx.process(root);
  arrived(list, root);
  while (list.querySelectorAll(":scope > [data-run]").length > MOST_CARDS) {
    list.querySelector(":scope > [data-run]:last-of-type").remove();
  }
  return root;
}
