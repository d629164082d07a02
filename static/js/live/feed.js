/**
 * The feed of notices that is on show: the page's own, or the drawer's while it is open.
 *
 * What changed is morphed where it stands, also when it no longer belongs to what is asked for:
 * nothing moves under the pointer. What is new comes to the top if nobody is busy with the list;
 * else a button counts it.
 */

import { dateOf } from "../format.js";
import { text } from "../texts.js";
import { refresh } from "../ui/times.js";
import { renew } from "./swap.js";

const MOST_LINES = 200;
const held = new WeakMap();

/** Where lines go, or null. */
export function feed() {
  const drawer = document.getElementById("drawer");
  return drawer?.open
    ? document.getElementById("drawer-feed")
    : document.getElementById("feed");
}

/** The newest number that the feed on show has, for the greeting; null without one. */
export function shownUpTo() {
  const root = feed();
  return root ? Number(root.dataset.seq) : null;
}

/** Take lines, `[[id, number, html], …]`, oldest change first. `more`: there are older ones. */
export function takeLines(root, lines, seq, more) {
  root.dataset.seq = Math.max(seq, Number(root.dataset.seq));
  for (const [id, number, html] of lines) takeLine(root, id, number, html);
  if (more) root.dataset.more = "";
  tellWaiting(root);
  if (lines.length) refresh();
}

function takeLine(root, id, number, html) {
  const shown = document.getElementById(`aviso-${id}`);
  if (shown) {
    if (number > Number(shown.dataset.seq)) renew(html);
    return;
  }
  const made = elementOf(html);
  const waiting = held.get(root) ?? new Map();
  if (!belongs(made, root.dataset)) {
    waiting.delete(id);
  } else if (waiting.size || isBusy(root)) {
    waiting.delete(id);
    waiting.set(id, made);
    if (waiting.size > MOST_LINES) waiting.delete(waiting.keys().next().value);
  } else {
    place(root, made);
  }
  held.set(root, waiting);
}

/** What only a new page shows counts for more than what waits here. */
function tellWaiting(root) {
  const n = held.get(root)?.size ?? 0;
  if ("more" in root.dataset) offer(root, text("notices_more"), () => location.reload());
  else if (n) offer(root, text(n > 1 ? "notices_new" : "notice_new", { n }), () => letIn(root));
  else newer(root).hidden = true;
}

function elementOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
}

/** Whether the list would show it if it were asked for now. The drawer's shows what is open. */
function belongs({ dataset }, { estado = "", tipo, gravedad, me, later }) {
  if (later !== undefined) return false;
  if (tipo && tipo !== dataset.kind) return false;
  if (gravedad && gravedad !== dataset.severity) return false;
  const isOver = dataset.resolved !== undefined;
  const isMuted = dataset.muted !== undefined;
  if (estado === "resueltos") return isOver;
  if (isOver) return false;
  if (estado === "silenciados") return isMuted;
  if (estado === "mios") return dataset.who === me;
  if (estado === "asignados") return dataset.who !== "";
  return !isMuted;
}

function isBusy(root) {
  return root.matches(":hover, :focus-within") || root.getBoundingClientRect().top < 0;
}

function place(root, made) {
  root.querySelector(".empty")?.remove();
  listFor(root, made.dataset).prepend(made);
  const all = root.querySelectorAll(".notice");
  for (const old of [...all].slice(MOST_LINES)) old.remove();
}

function listFor(root, { day, dayWords }) {
  const scope = root.id === "feed" ? `section[data-day="${day}"]` : ":scope";
  const found = root.querySelector(`${scope} > ul`);
  if (found) return found;
  const list = document.createElement("ul");
  list.className = "lines notices";
  if (root.id !== "feed") {
    root.append(list);
    return list;
  }
  list.classList.add("panel");
  const section = document.createElement("section");
  section.className = "notice-day";
  section.dataset.day = day;
  const head = document.createElement("h2");
  head.textContent = dayWords;
  redate(root, day);
  section.append(head, list);
  newer(root).parentElement.after(section);
  return list;
}

/** A page that was opened yesterday calls that day today: days before `day` go by their dates. */
function redate(root, day) {
  for (const section of root.querySelectorAll("section[data-day]")) {
    if (section.dataset.day >= day) continue;
    section.querySelector("h2").textContent = dateOf(section.dataset.day, day);
  }
}

function newer(root) {
  return root.querySelector("[data-newer]");
}

function offer(root, words, act) {
  const button = newer(root);
  button.textContent = words;
  button.hidden = false;
  button.onclick = act;
}

function letIn(root) {
  const waiting = held.get(root);
  for (const made of waiting.values()) place(root, made);
  waiting.clear();
  tellWaiting(root);
  root.scrollIntoView({ block: "nearest" });
  root.querySelector(".notice :is(a, button)")?.focus();
  refresh();
}
