/** Buttons that copy (`data-copy`) and say that they did. */

import { text } from "../texts.js";
import { toast } from "./toasts.js";

/** Take over every copy button, also those that come later. */
export function takeCopies() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (button) await copy(button.dataset.copy);
  });
}

/** Copy `words` and say so. */
export async function copy(words) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    if (!copyByHand(words)) return;
  }
  toast(text("copied"));
}

/** Where there is no clipboard: a page over plain HTTP that is not localhost. */
function copyByHand(words) {
  const field = document.createElement("textarea");
  field.value = words;
  field.className = "vh";
  // All else is inert while a dialog is open, and what is inert can't be selected.
  (document.querySelector("dialog:modal") ?? document.body).append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}
