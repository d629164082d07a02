/** What went wrong is said where somebody looks: under a dialog neither toasts nor alerts are heard. */

import { text } from "../texts.js";

/** Say at the top of `body` that it could not be loaded; once, however often that happens. */
export function complain(body) {
  const line = document.createElement("p");
  line.className = "form-error";
  line.role = "alert";
  line.textContent = text("command_failed");
  body.querySelector(":scope > .form-error")?.remove();
  body.prepend(line);
}
