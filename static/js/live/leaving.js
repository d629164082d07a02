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
const timers = new WeakMap();
let moved = -STILL_MS;

document.addEventListener("pointermove", ({ timeStamp }) => {
  moved = timeStamp;
});

/** Take `card` away soon; `gone()` when it was. */
export function leave(card, gone) {
  stay(card);
  if (card.hidden) {
    card.remove();
    gone();
    return;
  }
  card.dataset.leaving = text("leaving");
  timers.set(card, setTimeout(() => go(card, gone), STAYS_MS));
}

/** It fits again. */
export function stay(card) {
  clearTimeout(timers.get(card));
  delete card.dataset.leaving;
}

async function go(card, gone) {
  if (!card.isConnected) return;
  if (isHeld(card)) {
    timers.set(card, setTimeout(() => go(card, gone), AGAIN_MS));
    return;
  }
  if (!isCalm.matches) {
    await card.animate({ opacity: [1, 0] }, { duration: FADE_MS, fill: "forwards" }).finished;
  }
  if (!("leaving" in card.dataset)) {
    for (const fading of card.getAnimations()) fading.cancel();
    return; // it came back in the last moment
  }
  const before = followers(card).map((next) => [next, next.getBoundingClientRect().top]);
  card.remove();
  if (!isCalm.matches) for (const [next, top] of before) slide(next, top);
  gone();
}

function isHeld(card) {
  if (card.matches(":hover, :focus-within") || card.querySelector(":checked")) return true;
  return card.parentElement.matches(":hover") && performance.now() - moved < STILL_MS;
}

/** Those below it that can be seen; it moves no others. */
function followers(card) {
  const found = [];
  for (let next = card.nextElementSibling; next; next = next.nextElementSibling) {
    if (next.getBoundingClientRect().top > innerHeight) break;
    found.push(next);
  }
  return found;
}

function slide(element, top) {
  const by = top - element.getBoundingClientRect().top;
  if (!by) return;
  element.animate(
    { transform: [`translateY(${by}px)`, "none"] },
    { duration: MOVE_MS, easing: "cubic-bezier(.2, .7, .2, 1)" },
  );
}
