/** A question before something that can't be undone. */

import { text } from "../texts.js";

/** Ask `question` about what is called `title`; true when the person chose `yes`. */
export function ask(title, question, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  dialog.setAttribute("aria-labelledby", "dialog-title");
  dialog.setAttribute("aria-describedby", "dialog-question");
  const head = line("h2", "dialog-title", title);
  const words = line("p", "dialog-question", question);
  const form = document.createElement("form");
  form.method = "dialog";
  form.className = "dialog-actions";
  form.append(choice("", text("dismiss"), "btn"), choice("yes", yes, "btn btn-bad"));
  dialog.append(head, words, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function line(kind, id, words) {
  const element = document.createElement(kind);
  element.id = id;
  element.textContent = words;
  return element;
}

function choice(value, words, look) {
  const button = document.createElement("button");
  button.className = look;
  button.value = value;
  button.textContent = words;
  return button;
}
