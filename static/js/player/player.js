/** The player: appears as soon as there is something to play, and is never started over. */

import { text } from "../texts.js";
import { Quality } from "./quality.js";
import { takePlayerKeys } from "./keys.js";
import { play } from "./source.js";
import { Storyboard } from "./storyboard.js";

/** Make `box` (`#player`) play what it or the run's fragment names. */
export function startPlayer(box) {
  const video = box.querySelector("video");
  const storyboard = new Storyboard(video);
  const quality = new Quality();
  let isStarted = false;

  const bar = document.createElement("div");
  bar.className = "player-bar";
  bar.append(storyboard.element, quality.element);
  video.after(bar);
  takePlayerKeys(video);

  function take({ playable, hls, mp4, poster, sprite, vtt }) {
    if (poster && !video.getAttribute("poster")) video.poster = poster;
    storyboard.load(vtt, sprite);
    if (isStarted || !playable || !(hls || mp4)) return;
    isStarted = true;
    box.hidden = false;
    const failed = () => complain(box);
    play(video, { hls, mp4 }, quality, failed).catch(failed);
  }

  take(box.dataset);
  document.addEventListener("avance:milestone", ({ detail: { root } }) => {
    if (root) take(root.dataset);
  });
}

function complain(box) {
  if (box.querySelector(".player-error")) return;
  const words = document.createElement("p");
  words.className = "player-error";
  words.setAttribute("role", "alert");
  words.textContent = text("play_failed");
  box.append(words);
}
