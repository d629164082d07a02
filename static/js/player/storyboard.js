/**
 * A slim strip below the picture: how far the film is, and on pointing at it what is there.
 *
 * Only for pointers, so hidden from assistive technology: the video's own controls seek as well.
 */

import { duration } from "../format.js";
import { cueAt, readStoryboard } from "./vtt.js";

export class Storyboard {
  #video;
  #cues = [];
  #pictures = "";
  #thumb = part("player-thumb");
  #time = part("player-time");
  #played = part("player-strip-at");
  #loaded = part("player-strip-loaded");

  constructor(video) {
    this.#video = video;
    this.element = part("player-strip");
    this.element.setAttribute("aria-hidden", "true");
    this.element.append(this.#loaded, this.#played, this.#thumb, this.#time);
    this.#hide();
    this.#listen();
  }

  /** Take the pictures once they are there: `vtt` names parts of `sprite`. */
  async load(vtt, sprite) {
    if (!vtt || this.#pictures === vtt) return;
    this.#pictures = vtt;
    const response = await fetch(vtt).catch(() => null);
    if (!response?.ok) {
      this.#pictures = "";
      return;
    }
    const base = new URL(vtt, location.href);
    this.#cues = readStoryboard(await response.text()).map((cue) => ({
      ...cue,
      picture: sprite || new URL(cue.picture, base).href,
    }));
  }

  #listen() {
    const { element } = this;
    let isHeld = false;
    element.addEventListener("pointermove", (event) => {
      this.#show(event);
      if (isHeld) this.#seek(event);
    });
    element.addEventListener("pointerdown", (event) => {
      isHeld = true;
      element.setPointerCapture(event.pointerId);
      this.#seek(event);
    });
    for (const type of ["pointerup", "pointercancel"]) {
      element.addEventListener(type, () => {
        isHeld = false;
      });
    }
    element.addEventListener("pointerleave", () => this.#hide());
    for (const type of ["timeupdate", "seeking", "progress", "durationchange"]) {
      this.#video.addEventListener(type, () => this.#move());
    }
  }

  /** What can be reached: of a film that still grows, its end for now. */
  get #length() {
    const { duration: known, seekable } = this.#video;
    if (Number.isFinite(known)) return known;
    return seekable.length ? seekable.end(seekable.length - 1) : 0;
  }

  #timeAt(event) {
    const box = this.element.getBoundingClientRect();
    const place = (event.clientX - box.left) / box.width;
    return Math.min(Math.max(place, 0), 1) * this.#length;
  }

  #seek(event) {
    if (this.#length) this.#video.currentTime = this.#timeAt(event);
  }

  #move() {
    const length = this.#length;
    const { buffered, currentTime } = this.#video;
    const loaded = buffered.length ? buffered.end(buffered.length - 1) : 0;
    this.#played.style.inlineSize = length ? `${(100 * currentTime) / length}%` : "0";
    this.#loaded.style.inlineSize = length ? `${(100 * Math.min(loaded, length)) / length}%` : "0";
  }

  #show(event) {
    if (!this.#length) return;
    const time = this.#timeAt(event);
    const cue = this.#cues.length ? cueAt(this.#cues, time) : null;
    const box = this.element.getBoundingClientRect();
    const width = cue?.width ?? 64;
    const left = Math.min(Math.max(event.clientX - box.left - width / 2, 0), box.width - width);
    if (cue) {
      Object.assign(this.#thumb.style, {
        left: `${left}px`,
        width: `${cue.width}px`,
        height: `${cue.height}px`,
        backgroundImage: `url("${cue.picture}")`,
        backgroundPosition: `-${cue.x}px -${cue.y}px`,
      });
    }
    this.#time.textContent = duration(time);
    this.#time.style.left = `${left + width / 2}px`;
    this.#thumb.hidden = !cue;
    this.#time.hidden = false;
  }

  #hide() {
    this.#thumb.hidden = true;
    this.#time.hidden = true;
  }
}

function part(name) {
  const element = document.createElement("div");
  element.className = name;
  return element;
}
