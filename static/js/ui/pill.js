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

/** Show a state of the connection; `code` is why it stopped. */
export function showConnection(state, code) {
  for (const timer of timers) clearTimeout(timer);
  timers = [];
  const broken = BROKEN.has(state);
  if (!document.documentElement.hasAttribute("data-stale")) since = Date.now();
  document.documentElement.toggleAttribute("data-stale", broken);
  write(state, text(`conn_${state}`));
  if (state === "stopped" && code === SIGN_IN) offerSignIn();
  if (broken) {
    timers.push(setTimeout(announce, QUIET_MS, state), setTimeout(tellAge, FRESH_MS, state));
  } else if (state === "live" && announced) {
    announced = false;
    say(text("conn_live"));
  }
}

function announce(state) {
  announced = true;
  say(text(`conn_${state}`));
}

function tellAge(state) {
  const age = text("data_from", { time: clock(since) });
  write(state, `${text(`conn_${state}`)} · ${age}`);
}

function write(state, words) {
  if (!pill) return;
  pill.dataset.c = state;
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
