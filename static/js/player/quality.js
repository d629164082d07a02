/** The choice of quality: automatic, or one of the renditions by its height. */

import { text } from "../texts.js";

export class Quality {
  #select = document.createElement("select");
  #automatic = new Option(text("auto"), "-1");

  constructor() {
    this.element = document.createElement("label");
    this.element.className = "player-quality";
    const words = document.createElement("span");
    words.textContent = text("quality");
    this.element.append(words, this.#select);
    this.element.hidden = true;
  }

  /** Offer the renditions of `hls`. Hidden where there is nothing to choose. */
  follow(hls, events) {
    const offer = () => {
      const options = hls.levels
        .map((level, index) => ({ index, side: Math.min(level.width, level.height) }))
        .filter(({ side }) => side > 0)
        .sort((a, b) => b.side - a.side)
        .map(({ index, side }) => new Option(`${side}p`, String(index)));
      this.#select.replaceChildren(this.#automatic, ...options);
      this.element.hidden = options.length < 2;
    };
    const tell = (index) => {
      const level = hls.levels[index];
      const side = level ? Math.min(level.width, level.height) : 0;
      const shown = hls.autoLevelEnabled && side ? ` (${side}p)` : "";
      this.#automatic.textContent = `${text("auto")}${shown}`;
    };
    hls.on(events.MANIFEST_PARSED, offer);
    hls.on(events.LEVELS_UPDATED, offer);
    hls.on(events.LEVEL_SWITCHED, (_, { level }) => tell(level));
    hls.on(events.FRAG_BUFFERED, (_, { frag }) => {
      const isChosen = frag.type === "main" && frag.level === hls.manualLevel;
      if (isChosen) show(hls.media, hls.levels[frag.level]);
    });
    this.#select.addEventListener("change", () => {
      const chosen = Number(this.#select.value);
      // Who chooses wants to see it now, not when the buffer has run out.
      if (chosen >= 0) hls.currentLevel = chosen;
      else hls.nextLevel = chosen;
      tell(hls.currentLevel);
    });
  }
}

/**
 * A film that stands still goes on showing the old picture until it is sought. Where the fragment
 * lies is no guide to whether it is time: hls.js places fragments a few pictures off, and a place
 * that is still empty shows its picture as soon as it is filled.
 */
function show(video, { width, height }) {
  if (!video?.paused) return;
  const isShown = video.videoWidth === width && video.videoHeight === height;
  if (!isShown) video.currentTime = Number(video.currentTime);
}
