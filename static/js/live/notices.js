/**
 * Notices, for the team: the count on the bell, lines for the feed on show; elsewhere a toast, in
 * the one tab that is looked at.
 */

import { text } from "../texts.js";
import { isSeen } from "../tell/voice.js";
import { say } from "../ui/say.js";
import { toast } from "../ui/toasts.js";
import { feed, takeLines } from "./feed.js";

const MOST = 99;
const bell = document.getElementById("bell");
let newest = 0;

/** Take a frame of notices. */
export function notices({ n, seq, lines, news, more }) {
  if (seq >= newest) count(n);
  newest = Math.max(newest, seq);
  const root = feed();
  if (root) takeLines(root, lines, seq, more);
  else if (isSeen()) for (const one of news) tell(one);
}

function count(n) {
  for (const place of document.querySelectorAll("[data-unattended]")) {
    place.textContent = n > MOST ? `${MOST}+` : n;
    place.hidden = !n;
  }
  bell?.setAttribute("aria-label", n ? text("bell_some", { n }) : text("bell"));
}

/** The server says the same cause at most once a minute. */
function tell([id, level, sentence]) {
  toast(sentence, level, bell ? `${bell.pathname}#aviso-${id}` : "");
  say(sentence);
}
