/**
 * Choosing several cards: a mode that shows a box on each, ranges with Shift, and how many of the
 * chosen ones may be cancelled or tried again. Escape ends it.
 */

import { text } from "../texts.js";

/** Start; `bar` is the form that the boxes belong to, `list` the cards, `button` begins and ends. */
export function startChoosing(bar, list, button) {
  let last = null;
  const boxes = () => [...list.querySelectorAll(":scope > [data-run]:not([hidden]) > * .pick input")];
  const chosen = () => boxes().filter((box) => box.checked);

  function turn(on) {
    list.toggleAttribute("data-selecting", on);
    bar.toggleAttribute("data-on", on);
    button.setAttribute("aria-pressed", String(on));
    if (!on) for (const box of chosen()) box.checked = false;
    last = null;
    count();
  }

  function end() {
    turn(false);
    button.focus();
  }

  function count() {
    const cards = chosen().map((box) => box.closest("[data-run]"));
    bar.querySelector("[data-chosen]").textContent = text("chosen", { n: cards.length });
    for (const place of bar.querySelectorAll("[data-many]")) {
      const command = `form[data-command=${place.dataset.many}]`;
      const many = cards.filter((card) => card.querySelector(command)).length;
      place.textContent = many ? ` (${many})` : "";
      place.closest("button").disabled = !many;
    }
    const all = boxes();
    bar.querySelector("[data-all]").hidden = all.length === cards.length;
  }

  /** From the one chosen before to this one, as this one is. */
  function range(box) {
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (from < 0) return;
    for (const one of all.slice(from, to + 1)) one.checked = box.checked;
  }

  list.addEventListener("click", (event) => {
    const box = event.target.closest(".pick input");
    if (!box) return;
    if (event.shiftKey && last) range(box);
    last = box;
    count();
  });
  // With Shift held, a press would choose the words between.
  list.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest(".pick")) event.preventDefault();
  });
  bar.querySelector("[data-all]").addEventListener("click", () => {
    for (const box of boxes()) box.checked = true;
    count();
    bar.querySelector("button:enabled[name=accion]")?.focus();
  });
  bar.querySelector("[data-end]").addEventListener("click", end);
  button.disabled = false; // it did nothing before
  button.addEventListener("click", () => turn(!list.hasAttribute("data-selecting")));
  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target.closest?.("dialog, details[open]");
    if (event.key === "Escape" && list.hasAttribute("data-selecting") && !elsewhere) end();
  });
  // Cards come, go and change by themselves.
  const watched = { childList: true, subtree: true, attributeFilter: ["data-state", "hidden"] };
  new MutationObserver(() => list.hasAttribute("data-selecting") && count()).observe(list, watched);
  // A browser that was told to go back may remember what was chosen.
  turn(chosen().length > 0);
  return { end };
}
