/**
 * New cards never move what a person is reading. While they are at the top of the first page and
 * leave the list alone, a card is put in its place at once; else it waits there unseen, kept up to
 * date like any other, and a button tells how many wait. On any other page it leads to the first.
 */

import { text } from "../texts.js";

const TOP_PX = 8;
const MOST_COUNTED = 200;
const isPointing = matchMedia("(hover: hover)");
const button = document.getElementById("new-runs");
const elsewhere = new Set();
// Kept, not asked for: the answer would cost a layout for each card that comes.
let isScrolled = scrollY > TOP_PX;
// When this page was made, as a card's `data-created`: microseconds.
const made = 1000 * Number(document.getElementById("sock")?.dataset.at ?? 0);

/** Put `card` before `next`, or last without one; where that would disturb, it waits unseen. */
export function arrive(list, card, next) {
  card.toggleAttribute("data-waiting", disturbs(list));
  card.hidden = card.hasAttribute("data-waiting");
  list.insertBefore(card, next);
  count(list);
}

/** A card of the first page came while another one is shown. */
export function arriveElsewhere(card) {
  if (!button || !(Number(card.dataset.created) > made)) return;
  if (elsewhere.size < MOST_COUNTED) elsewhere.add(card.id);
  tell(elsewhere.size);
}

/** Say how many wait in `list`. */
export function count(list) {
  if (button) tell(elsewhere.size || waitingIn(list).length);
}

function waitingIn(list) {
  return [...list.querySelectorAll(":scope > [data-waiting]")];
}

function disturbs(list) {
  if (!button || !list.querySelector(":scope > [data-run]:not([hidden])")) return false;
  return (
    isScrolled ||
    (isPointing.matches && list.matches(":hover")) ||
    list.contains(document.activeElement) ||
    list.hasAttribute("data-selecting")
  );
}

function tell(number) {
  button.hidden = !number;
  const n = number < MOST_COUNTED ? number : `${MOST_COUNTED}+`;
  if (number) button.textContent = number > 1 ? text("new_runs", { n }) : text("new_run");
}

function reveal() {
  const list = document.querySelector("[data-runs]");
  const cards = waitingIn(list);
  for (const card of cards) {
    card.hidden = false;
    delete card.dataset.waiting;
  }
  count(list);
  scrollTo({ top: 0 });
  // The button that had it is gone.
  cards[0]?.querySelector("a[href]")?.focus({ preventScroll: true });
}

addEventListener("scroll", () => (isScrolled = scrollY > TOP_PX), { passive: true });
if (button?.type === "button") button.addEventListener("click", reveal);
