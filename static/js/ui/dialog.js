/** A question before something that can't be undone. */

import { text } from "../texts.js";

/** Ask `question`; true when the person chose `yes`, the words of the button that was pressed. */
export function ask(question, yes, isGrave = false) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "dialog-question");
  const words = document.createElement("p");
  words.id = "dialog-question";
  words.textContent = question;
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog-actions";
  form.append(choice("", text("dismiss"), "btn"), choice("yes", yes, `btn ${isGrave ? "btn-bad" : "btn-1"}`));
  dialog.append(words, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function choice(value, words, look) {
  const button = document.createElement("button");
  button.className = look;
  button.value = value;
  button.textContent = words;
  return button;
}
