/**
 * Keys: `/` searches, `u` uploads, `g` and a letter go, `j` and `k` move through the list, `x`
 * cancels and `r` repeats what is focused, `n` opens the notices, `?` lists them. Off while somebody types, and for good
 * for who says so.
 */

import { text } from "../texts.js";
import { toast } from "./toasts.js";

const SEQUENCE_MS = 1_000;
const STORED = "teclas";
let first = "";
let firstAt = 0;

const actions = {
  "/": () => document.querySelector("input[type=search]")?.focus(),
  u: () => follow("subir"),
  "g t": () => follow("tareas"),
  "g v": () => follow("videos"),
  "g i": () => follow("imagenes"),
  "g r": () => follow("reportes"),
  "g s": () => follow("sistema") || follow("subir"),
  j: () => move(1),
  k: () => move(-1),
  x: () => press("cancel"),
  r: () => press("retry"),
  n: () => ring(),
};

/** Listen. */
export function takeKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (event.key === "?") {
      explain();
      return;
    }
    if (!isOn()) return;
    const act = actions[sequence(event.key)] ?? actions[event.key];
    if (!act) return;
    if (act() !== false) event.preventDefault();
  });
}

function sequence(key) {
  const now = Date.now();
  const both = now - firstAt < SEQUENCE_MS ? `${first} ${key}` : key;
  [first, firstAt] = [key, now];
  return both;
}

function isTyping(target) {
  const place = target.closest?.("input, textarea, select, dialog, video, [contenteditable]");
  // What a dialog that was just closed has of the focus goes with the next frame only.
  return Boolean(place?.checkVisibility());
}

function isOn() {
  return localStorage.getItem(STORED) !== "0";
}

/** The list of keys, with the switch for who has no use for them. */
function explain() {
  const help = document.getElementById("keys");
  if (!help) {
    toggle(!isOn());
    return;
  }
  const box = help.querySelector("#keys-on");
  box.checked = isOn();
  box.onchange = () => toggle(box.checked);
  help.showModal();
}

function toggle(on) {
  localStorage.setItem(STORED, on ? "1" : "0");
  toast(text(on ? "keys_on" : "keys_off"));
}

function follow(name) {
  const link = document.querySelector(`nav a[data-go="${name}"]`);
  if (!link) return false;
  link.click();
  return true;
}

function cards() {
  return [...document.querySelectorAll("[data-runs] > [data-run]:not([hidden])")];
}

function focused() {
  return document.activeElement?.closest?.("[data-run]") ?? null;
}

function move(step) {
  const all = cards();
  if (!all.length) return false;
  const at = all.indexOf(focused());
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
  next.querySelector("a[href]")?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function ring() {
  const bell = document.getElementById("bell");
  bell?.click();
  return bell !== null;
}

function press(name) {
  const scope = focused() ?? document.querySelector("section[data-run]");
  const button = scope?.querySelector(`form[data-command="${name}"] button`);
  if (!button) return false;
  button.click();
  return true;
}
