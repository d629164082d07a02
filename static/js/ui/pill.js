/** The pill that says whether what is shown is live. */

import { clock } from "../format.js";
import { text } from "../texts.js";
import { say } from "./say.js";

// A blip is not worth a word, nor the age of what is shown.
const QUIET_MS = 2_000;
const FRESH_MS = 10_000;
const SIGN_IN = 4401;
const BROKEN = new Set(["reconnecting", "offline", "stopped"]);

const pill = document.getElementById("conn");
let timers = [];
let announced = false;
let since = Date.now();
let shown = "connecting";

/** Show a state of the connection; `code` is why it stopped. */
export function showConnection(state, code) {
  for (const timer of timers) clearTimeout(timer);
  timers = [];
  const broken = BROKEN.has(state);
  shown = state;
  if (!document.documentElement.hasAttribute("data-stale")) since = Date.now();
  document.documentElement.toggleAttribute("data-stale", broken);
  const signedOut = state === "stopped" && code === SIGN_IN;
  const words = signedOut ? text("conn_signed_out") : text(`conn_${state}`);
  write(state, words);
  if (signedOut) offerSignIn();
  if (broken) {
    timers.push(setTimeout(announce, QUIET_MS, words), setTimeout(tellAge, FRESH_MS, state, words));
  } else if (state === "live" && announced) {
    announced = false;
    say(text("conn_live"));
  }
}

/** How long a worker's sign of life took to get here; null where nobody can tell. It interrupts nobody. */
export function showLag(ms) {
  if (shown !== "live") return;
  write("live", ms === null ? text("conn_live") : text("conn_live_ms", { ms }));
  if (ms !== null) explain(text("live_measured", { ms, time: clock(Date.now()) }));
}

/** No worker has been heard since then; null: none ever was, 0: all is as it should be. */
export function showSilence(when) {
  if (shown !== "live" || when === 0) return;
  write("live", text("conn_live"));
  explain(when ? text("live_silent", { time: clock(when) }) : text("live_unmeasured"));
}

function explain(words) {
  if (pill) pill.title = words;
}

function announce(words) {
  announced = true;
  say(words);
}

function tellAge(state, words) {
  const age = text("data_from", { time: clock(since) });
  write(state, `${words} · ${age}`);
}

function write(state, words) {
  if (!pill) return;
  pill.dataset.c = state;
  pill.removeAttribute("title");
  const place = pill.querySelector(".conn-t");
  if (place) place.textContent = words;
}

function offerSignIn() {
  if (!pill || document.getElementById("conn-sign-in")) return;
  const link = document.createElement("a");
  link.id = "conn-sign-in";
  link.href = location.href;
  link.textContent = text("sign_in");
  pill.after(link);
}
