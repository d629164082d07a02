/**
 * A run that leaves what the list was asked for stays for a moment, as it ended and marked, then
 * goes: not while it is pointed at, focused or chosen, nor while the pointer moves over the list,
 * which would move what is about to be pressed.
 */

import { text } from "../texts.js";

const STAYS_MS = 5_000;
const AGAIN_MS = 1_000;
const STILL_MS = 2_000;
const FADE_MS = 160;
const MOVE_MS = 220;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)");
// Cards that leave: from when on they may go, and what to do then.
const leavers = new Map();
let timer = 0;
let isFading = false;
let moved = 0;

document.addEventListener("pointermove", () => {
  moved = Date.now();
});

/** Take `card` away soon; `gone()` when it was. */
export function leave(card, gone) {
  card.dataset.leaving = text("leaving");
  leavers.set(card, { due: Date.now() + (card.hidden ? 0 : STAYS_MS), gone });
  look(card.hidden ? 0 : STAYS_MS);
}

/** It fits again. */
export function stay(card) {
  leavers.delete(card);
  delete card.dataset.leaving;
}

/** One look a second, however many leave meanwhile. */
function look(soon) {
  timer ||= setTimeout(go, Math.min(soon, AGAIN_MS));
}

/** All whose time has come and whom nobody holds go together: one layout for all of them. */
async function go() {
  timer = 0;
  if (isFading) return;
  const going = [...leavers.keys()].filter((card) => isDue(card) && !isHeld(card));
  if (going.length && !isCalm.matches) {
    isFading = true;
    await fade(going);
    isFading = false;
  }
  const leaving = going.filter((card) => leavers.has(card)); // one may have come back meanwhile
  const list = leaving[0]?.parentElement;
  const before = list && !isCalm.matches ? places(list) : [];
  for (const card of leaving) card.remove();
  for (const [card, top] of before) if (card.isConnected) slide(card, top);
  for (const card of leaving) {
    leavers.get(card).gone();
    leavers.delete(card);
  }
  if (leavers.size) look(AGAIN_MS);
}

function isDue(card) {
  return Date.now() >= leavers.get(card).due;
}

function isHeld(card) {
  if (!card.isConnected || card.hidden) return false;
  if (card.matches(":hover, :focus-within") || card.querySelector(".pick :checked")) return true;
  return card.parentElement.matches(":hover") && Date.now() - moved < STILL_MS;
}

/** By the clock: in a tab that nobody sees an animation does not end. */
async function fade(cards) {
  const how = { duration: FADE_MS, fill: "forwards" };
  const fading = cards.map((card) => card.animate({ opacity: [1, 0] }, how));
  await new Promise((faded) => setTimeout(faded, FADE_MS));
  for (const one of fading) one.cancel();
}

/** Where those stand that can be seen; nobody sees how the others move. */
function places(list) {
  const found = [];
  for (const card of list.children) {
    const { top, bottom } = card.getBoundingClientRect();
    if (top > innerHeight) break;
    if (bottom > 0) found.push([card, top]);
  }
  return found;
}

function slide(card, top) {
  const by = top - card.getBoundingClientRect().top;
  if (!by) return;
  card.animate(
    { transform: [`translateY(${by}px)`, "none"] },
    { duration: MOVE_MS, easing: "cubic-bezier(.2, .7, .2, 1)" },
  );
}
