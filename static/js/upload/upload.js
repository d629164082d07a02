/** One upload from choice to processing: its row, its place in the queue, its transfer. */

import { rootsOf } from "../live/runs.js";
import { text } from "../texts.js";
import { say } from "../ui/say.js";
import { Pace } from "./pace.js";
import { Row } from "./row.js";
import { Transfer } from "./transfer.js";

const LONGEST_SENTENCE = 300;

export class Upload {
  #queue;
  #leave = () => {};
  #pace = new Pace();
  #transfer;
  #gone;
  #mayGoOn = false;

  /** `gone` is called when nothing of it is left to show. */
  constructor(file, target, queue, gone) {
    this.run = "";
    this.#queue = queue;
    this.#gone = gone;
    this.row = new Row(file, {
      pause: () => (this.isMoving ? this.pause() : this.resume()),
      cancel: () => this.cancel(),
    });
    this.#transfer = new Transfer(file, target, {
      progress: (bytes) => this.row.reach(bytes, this.#pace.reach(bytes)),
      resumed: () => this.row.resumed(),
      waits: () => this.#away(),
      done: (response) => this.#done(response),
      failed: (error, status) => this.#failed(error, status),
    });
    this.resume();
  }

  get state() {
    return this.row.element.dataset.state;
  }

  /** Whether it sends or will by itself. */
  get isMoving() {
    return this.state === "sending" || this.state === "waiting";
  }

  /** Whether closing the page would interrupt it. */
  get isOpen() {
    return this.isMoving || this.state === "offline";
  }

  resume() {
    this.row.show("waiting");
    this.#pace.rest();
    this.#leave();
    this.#leave = this.#queue.enter(() => this.#transfer.start());
  }

  pause() {
    this.#transfer.pause();
    this.#leave();
    this.row.show("paused");
  }

  cancel() {
    // What the server refused it has thrown away itself.
    if (this.isOpen || this.state === "paused" || this.#mayGoOn) this.#transfer.cancel();
    this.#leave();
    this.#remove();
  }

  /** The network is back: don't wait for the next try. */
  online() {
    if (this.state === "offline") this.resume();
  }

  /** Its run is on the page, which shows more than this row can. */
  taken() {
    this.#remove();
  }

  #away() {
    this.#pace.rest();
    this.row.show("offline");
  }

  #done(response) {
    this.#leave();
    this.run = response?.getHeader("Avance-Run") ?? "";
    if (this.run && rootsOf(this.run).length) {
      this.taken();
      return;
    }
    this.row.done(this.run && `/tareas/${this.run}/`);
    say(`${this.row.file.name}: ${text("up_done")}`);
  }

  #failed(error, status) {
    this.#leave();
    if (status === 0 && error.originalRequest) {
      this.#away();
    } else if (status === 401 || status === 403) {
      const link = { href: location.href, words: text("sign_in") };
      this.row.fail(text("conn_stopped"), { link });
    } else {
      this.#mayGoOn = status === 0 || status >= 500;
      this.row.fail(sentenceOf(error), { again: this.#mayGoOn });
    }
  }

  #remove() {
    this.row.remove();
    this.#gone(this);
  }
}

/** What the server wrote for a person, else our own words. */
function sentenceOf(error) {
  const body = error.originalResponse?.getBody()?.trim() ?? "";
  const isSentence = body && body.length <= LONGEST_SENTENCE && !body.startsWith("<");
  return isSentence ? body : text("up_failed");
}
