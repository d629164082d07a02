/**
 * Of all tabs one has the voice: it says, shows and announces what became of runs; the others are
 * silent. The tab that a person looks at has it; while none is looked at, the last one that was, or
 * who stands next in line when that one is closed or frozen.
 */

import { listen, post } from "./channel.js";
import { byElection } from "./election.js";
import { byLocks } from "./locks.js";

const followers = [];
let isMine = false;

// A shared page has no place for what is said, so it must not take the voice from those that do.
const isMute = !document.getElementById("toasts");
const none = () => ({ take() {}, leave() {}, comeBack() {} });
const choose = navigator.locks ? byLocks : byElection;
const voice = (isMute ? none : choose)((mine) => {
  isMine = mine;
  for (const follow of followers) follow(mine);
});

/** Whether this tab has it. */
export function hasVoice() {
  return isMine;
}

/** Whether what this tab says is seen and heard. */
export function isSeen() {
  return isMine && !document.hidden;
}

/** Take it, whoever has it. */
export function takeVoice() {
  voice.take();
}

/** Be told when it comes and goes. */
export function followVoice(act) {
  followers.push(act);
}

const look = () => !document.hidden && voice.take();

if (document.hasFocus()) look();
addEventListener("focus", look);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
  else if (isMine) post("hidden");
});
// Another window may lie open beside the one that was hidden.
listen("hidden", look);
addEventListener("pagehide", () => voice.leave(), { capture: true });
document.addEventListener("freeze", () => voice.leave());
addEventListener("pageshow", () => voice.comeBack());
document.addEventListener("resume", () => voice.comeBack());
