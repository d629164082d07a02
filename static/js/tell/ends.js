/**
 * The end of an own run is told once, by the tab that has the voice, whichever tab hears of it: as
 * a toast and aloud where somebody looks, by the system where nobody does. What came while no tab
 * was looked at is shown when one is.
 *
 * A tab without the voice passes on what it hears. If nobody answers, whoever has the voice can't
 * speak, and it takes it.
 */

import { text } from "../texts.js";
import { alarm, say } from "../ui/say.js";
import { toast } from "../ui/toasts.js";
import { listen, post } from "./channel.js";
import { announce } from "./system.js";
import { followVoice, hasVoice, takeVoice } from "./voice.js";

const PATIENCE_MS = 2_000;
const MOST_KEPT = 200;
const MOST_TOASTS = 3;
const told = new Set();
const waiting = new Map();
// What nobody has seen yet; and the same of a tab that had the voice before, maybe this very one,
// until one has it.
let missed = [];
let inherited = [];

/** This page heard of an end: `{run, n, say, level, href}`. */
export function tellEnd(end) {
  const key = `${end.run} ${end.n}`;
  if (told.has(key)) return;
  waiting.set(key, end);
  if (hasVoice()) {
    speak();
    return;
  }
  post("end", { key, end });
  setTimeout(() => waiting.has(key) && takeVoice(), PATIENCE_MS);
}

function speak() {
  for (const [key, end] of waiting) {
    remember(key);
    post("told", { key });
    if (document.hidden) missed = newest([...missed, end]);
    else show(end);
    if (document.hidden || !document.hasFocus()) announce(end);
  }
}

function remember(key) {
  waiting.delete(key);
  told.add(key);
  if (told.size > MOST_KEPT) told.delete(told.values().next().value);
}

function show(end) {
  if (end.level === "bad") alarm(end.say);
  else say(end.say, end.level === "ok" ? "done" : "");
  if (!isOwnPage(end.run)) toast(end.say, end.level, end.href);
}

/** On its own page a run's end is large enough. */
function isOwnPage(run) {
  const { view } = document.getElementById("sock")?.dataset ?? {};
  const isAboutOne = view === "tarea" || view === "video";
  return isAboutOne && document.querySelector(`[data-run="${CSS.escape(run)}"]`) !== null;
}

function showMissed() {
  if (document.hidden || !missed.length) return;
  const ends = missed;
  missed = [];
  const n = ends.length < MOST_KEPT ? ends.length : `${MOST_KEPT}+`;
  if (ends.length <= MOST_TOASTS) ends.forEach(show);
  else toast(text("several_done", { n }), "info");
}

function newest(ends) {
  return ends.slice(-MOST_KEPT);
}

listen("end", ({ key, end }) => {
  if (told.has(key)) post("told", { key });
  else if (hasVoice()) {
    waiting.set(key, end);
    speak();
  }
});
listen("told", ({ key }) => remember(key));
listen("missed", ({ ends }) => {
  inherited = newest([...inherited, ...ends]);
  if (hasVoice()) inherit();
});
listen("inherited", () => (inherited = []));

function inherit() {
  if (inherited.length) post("inherited");
  missed = newest([...missed, ...inherited]);
  inherited = [];
  showMissed();
}

/** Where there is no other tab, this one finds them when it has the voice again. */
function handOn() {
  if (missed.length) post("missed", { ends: missed });
  inherited = newest([...inherited, ...missed]);
  missed = [];
}

followVoice((isMine) => {
  if (!isMine) {
    handOn();
    return;
  }
  speak();
  inherit();
});
document.addEventListener("visibilitychange", showMissed);
document.addEventListener("freeze", handOn);
addEventListener(
  "pagehide",
  () => {
    handOn();
    // From here on it does not hear that another one told them.
    inherited = [];
  },
  { capture: true },
);
