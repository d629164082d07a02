/**
 * The log of the page's run: lines as they come, each once, in the order of their time. It follows
 * its end until somebody scrolls up, and is never so long that it costs the page anything.
 */

import { second } from "../format.js";
import { text } from "../texts.js";
import { copy } from "../ui/copy.js";
import { toast } from "../ui/toasts.js";

const MOST_LINES = 500;
// While somebody reads further up nothing is taken away under their eyes, up to this.
const MOST_READ = 1500;
const AT_END_PX = 12;

let log = null;
let box = null;
let list = null;
let following = null;
let earlier = null;

/** Take over the page's log, if it has one. */
export function takeLog() {
  log = document.getElementById("log");
  if (!log) return;
  [box, list, following, earlier] = ["log-box", "log-lines", "log-follow", "log-earlier"].map(
    (id) => document.getElementById(id),
  );
  box.addEventListener("scroll", () => {
    if (box.clientHeight) following.checked = isAtEnd();
  });
  following.addEventListener("change", toEnd);
  log.addEventListener("toggle", toEnd);
  const wrap = document.getElementById("log-wrap");
  wrap.addEventListener("change", () => {
    log.toggleAttribute("data-wrap", wrap.checked);
    toEnd();
  });
  document.getElementById("log-copy").addEventListener("click", copyAll);
  earlier.addEventListener("click", showEarlier);
  document.addEventListener("avance:milestone", ({ detail: { root } }) => {
    if (root?.dataset.run !== log.dataset.run) return;
    if (Number(root.dataset.attempt) > 1) log.dataset.attempts = "many";
    if (root.dataset.state === "failed") log.open = true;
  });
  toEnd();
}

/** What the page has: the numbers of the newest line and milestone; nothing without a log. */
export function hasLines() {
  return log && [Number(log.dataset.n), Number(log.dataset.m)];
}

/** Take a log frame: {run, at: [n, m], anew, lines: [[key, at, level, attempt, text], …]}. */
export function addLines({ run, at: [n, m], anew, lines }) {
  if (!log || run !== log.dataset.run) return;
  if (anew) {
    list.replaceChildren();
    earlier.hidden = false;
  }
  for (const piece of lines) {
    if (anew || isNew(piece[0])) insert(lineOf(piece));
  }
  log.dataset.n = Math.max(n, Number(log.dataset.n));
  log.dataset.m = Math.max(m, Number(log.dataset.m));
  shorten();
  toEnd();
}

function isNew(key) {
  const number = Number(key.slice(1));
  return number > Number(key.startsWith("m") ? log.dataset.m : log.dataset.n);
}

/** Behind all that is older: what is written once a second may come after what is told at once. */
function insert(line) {
  if (document.getElementById(line.id)) return;
  let before = list.lastElementChild;
  while (before && Number(before.dataset.at) > Number(line.dataset.at)) {
    before = before.previousElementSibling;
  }
  if (before) before.after(line);
  else list.prepend(line);
}

function lineOf([key, at, level, attempt, words]) {
  const line = document.createElement("li");
  line.id = `log-${key}`;
  line.dataset.at = at;
  line.dataset.level = level;
  if (key.startsWith("l")) line.dataset.n = key.slice(1);
  if (level !== "gap") {
    const time = document.createElement("time");
    time.dateTime = new Date(at).toISOString();
    time.textContent = second(at);
    line.append(time, part("log-attempt tn", attempt || ""), part("log-level", text(`log_level_${level}`)));
  }
  line.append(part("log-text", words));
  return line;
}

function part(name, words) {
  const made = document.createElement("span");
  made.className = name;
  made.textContent = words;
  return made;
}

function shorten() {
  const most = following.checked ? MOST_LINES : MOST_READ;
  while (list.childElementCount > most) {
    list.firstElementChild.remove();
    earlier.hidden = false;
  }
}

function isAtEnd() {
  return box.scrollHeight - box.scrollTop - box.clientHeight <= AT_END_PX;
}

function toEnd() {
  if (following.checked) box.scrollTop = box.scrollHeight;
}

async function showEarlier() {
  const oldest = list.querySelector("[data-n]");
  if (!oldest) return;
  following.checked = false;
  const { n, at } = oldest.dataset;
  const answer = await get(`${earlier.dataset.href}?antes=${n}&hasta=${at}`);
  if (!answer) return;
  const made = document.createElement("template");
  made.innerHTML = await answer.text();
  for (const line of [...made.content.children]) {
    if (document.getElementById(line.id)) line.remove();
  }
  const below = box.scrollHeight - box.scrollTop;
  list.prepend(made.content);
  earlier.hidden = answer.headers.get("X-Earlier") !== "1";
  box.scrollTop = box.scrollHeight - below;
}

async function copyAll() {
  const answer = await get(document.getElementById("log-file").href);
  if (answer) await copy(await answer.text());
}

async function get(address) {
  try {
    const answer = await fetch(address);
    if (answer.ok) return answer;
  } catch {
    // Said below: no connection and a refusal are the same to who pressed the button.
  }
  toast(text("command_failed"), "bad");
  return null;
}
