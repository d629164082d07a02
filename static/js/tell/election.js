/**
 * The voice where the browser has no locks, which is over plain HTTP: whoever says last that it is
 * theirs has it. Who leaves says so; who does not is missed at the next end of a run.
 */

import { listen, post } from "./channel.js";

const ANSWER_MS = 300;

/** The same as `byLocks`. */
export function byElection(changed) {
  let isMine = false;
  let isGone = false;
  let mine = "";
  let timer = 0;

  const set = (has) => {
    clearTimeout(timer);
    if (has === isMine) return;
    isMine = has;
    changed(has);
  };
  // As text, the later one of two is the greater; chance decides within a millisecond.
  const claim = () => {
    if (isGone) return;
    mine = `${Date.now()} ${Math.random()}`;
    post("claim", { claimed: mine });
    set(true);
  };
  // Of several that would have it, chance lets one be first.
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(claim, ANSWER_MS * (1 + Math.random()));
  };

  listen("claim", ({ claimed }) => {
    if (!isMine || claimed > mine) set(false);
  });
  listen("who", () => isMine && post("claim", { claimed: mine }));
  listen("left", () => !isGone && wait());
  post("who");
  wait();
  return {
    take: () => isMine || claim(),
    leave() {
      isGone = true;
      if (isMine) post("left");
      set(false);
    },
    comeBack() {
      if (!isGone) return;
      isGone = false;
      post("who");
      wait();
    },
  };
}
