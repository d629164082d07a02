/** Short messages in a corner: three at most, gone after six seconds, errors stay. */

import { text } from "../texts.js";

const MOST = 3;
const SHOWN_MS = 6_000;
const box = document.getElementById("toasts");

/** Show one. `level` is info, ok, warn or bad; `href` makes it a link. */
export function toast(sentence, level = "info", href = "") {
  if (!box) return;
  const made = document.createElement("div");
  made.className = "toast";
  made.dataset.level = level;
  made.append(words(sentence, href), closer());
  box.append(made);
  if (level !== "bad") fade(made);
  const surplus = [...box.children].slice(0, -MOST);
  for (const old of surplus) old.remove();
}

/** Those that the server put there behave the same. */
export function adoptToasts() {
  for (const given of box?.children ?? []) {
    if (!given.querySelector("[data-close]")) given.append(closer());
    if (given.dataset.level !== "bad") fade(given);
  }
}

function words(sentence, href) {
  const element = document.createElement(href ? "a" : "span");
  if (href) element.href = href;
  element.textContent = sentence;
  return element;
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "toast-x";
  button.dataset.close = "";
  button.setAttribute("aria-label", text("close"));
  button.textContent = "×";
  button.addEventListener("click", () => button.closest("#toasts > *")?.remove());
  return button;
}

/** Not while it is pointed at or focused: somebody reads it. */
function fade(element) {
  const leave = () => {
    if (element.matches(":hover, :focus-within")) setTimeout(leave, SHOWN_MS);
    else element.remove();
  };
  setTimeout(leave, SHOWN_MS);
}
