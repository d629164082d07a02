/** The line of one upload: name, bar, words, and its two buttons. */

import { percent, size, timeLeft } from "../format.js";
import { text } from "../texts.js";

export class Row {
  constructor(file, on) {
    const template = document.getElementById("upload-row");
    this.element = template.content.firstElementChild.cloneNode(true);
    this.file = file;
    const part = (name) => this.element.querySelector(`[data-u="${name}"]`);
    this.name = part("name");
    this.bar = part("bar");
    this.words = part("text");
    this.error = part("error");
    this.pause = part("pause");
    this.cancel = part("cancel");
    this.name.textContent = file.name;
    this.name.title = file.name;
    this.bar.setAttribute("aria-label", file.name);
    this.pause.addEventListener("click", on.pause);
    this.cancel.addEventListener("click", on.cancel);
    this.show("waiting");
  }

  /** A state: waiting, sending, paused, offline, done or failed. */
  show(state) {
    const { file, element } = this;
    element.dataset.state = state;
    if (state !== "sending") {
      this.words.textContent = `${text(`up_${state}`)} · ${size(file.size)}`;
    }
    const canPause = state === "sending" || state === "waiting";
    const over = state === "done" || state === "failed";
    label(this.pause, canPause ? "pause" : "resume", file.name);
    label(this.cancel, over ? "remove" : "cancel", file.name);
    this.pause.querySelector("use")?.setAttribute("href", canPause ? "#i-pause" : "#i-play");
    this.pause.hidden = over;
    this.cancel.hidden = state === "done";
    this.error.hidden = state !== "failed";
  }

  /** So many bytes are sent, at so many a second. */
  reach(bytes, speed) {
    const permille = Math.floor((1000 * bytes) / this.file.size);
    if (this.bar.value !== permille) this.bar.value = permille;
    if (this.element.dataset.state !== "sending") this.show("sending");
    const left = timeLeft((this.file.size - bytes) / speed);
    const values = { pct: percent(permille), speed: size(speed), left };
    const words = speed ? text("up_sending", values) : values.pct;
    if (this.words.textContent !== words) this.words.textContent = words;
  }

  /** It goes on where an earlier one stopped. */
  resumed() {
    this.words.textContent = text("up_resumed");
  }

  /** It failed: a sentence, and where to go from here. `again` shows the button to go on. */
  fail(sentence, { again = false, link = null } = {}) {
    this.show("failed");
    this.error.textContent = sentence;
    if (link) this.error.append(" ", anchor(link.href, link.words));
    this.pause.hidden = !again;
  }

  /** It arrived; `href` is where its processing is seen. */
  done(href) {
    this.bar.value = 1000;
    this.show("done");
    if (href) this.name.replaceChildren(anchor(href, this.file.name));
  }

  remove() {
    this.element.remove();
  }
}

function label(button, key, name) {
  button.setAttribute("aria-label", `${text(key)}: ${name}`);
  button.title = text(key);
}

function anchor(href, words) {
  const link = document.createElement("a");
  link.href = href;
  link.textContent = words;
  return link;
}
