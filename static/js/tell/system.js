/**
 * Notifications of the system: asked for with a button and never by themselves, kept for this
 * browser, shown while nobody looks.
 */

import { text } from "../texts.js";

const STORED = "avisos";
const ICON = "/static/img/favicon.svg";

/** Where a run is on show. */
export const pageOf = (run) => `/tareas/${run}/`;

/** How it stands: insecure, unsupported, denied, on or off. */
export function standing() {
  if (!window.isSecureContext) return "insecure";
  if (!window.Notification) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return Notification.permission === "granted" && isWanted() ? "on" : "off";
}

/** The person wants them: the browser asks, if it has not yet. */
export async function turnOn() {
  if ((await Notification.requestPermission()) === "granted") want("1");
}

/** The person does not want them any more; the browser's permission stays. */
export function turnOff() {
  want("0");
}

/** Tell of an end. Several of one run replace each other, whoever told them. */
export function announce({ run, say, level }) {
  if (standing() !== "on") return;
  const path = pageOf(run);
  const options = {
    body: text("notify_open"),
    tag: `avance:${run}`,
    icon: ICON,
    lang: document.documentElement.lang,
    requireInteraction: level === "bad",
    data: { path },
  };
  let shown;
  try {
    shown = new Notification(say, options);
  } catch {
    void showByWorker(say, options); // a telephone's browser knows no other way
    return;
  }
  shown.addEventListener("click", () => {
    shown.close();
    window.focus();
    if (location.pathname !== path) location.assign(path);
  });
}

async function showByWorker(say, options) {
  try {
    const script = new URL("./notifier.js", import.meta.url);
    const registration = await navigator.serviceWorker.register(script);
    await isActive(registration.active ?? registration.waiting ?? registration.installing);
    await registration.showNotification(say, options);
  } catch {
    // A browser that can do neither: toasts and the number in the title tell it.
  }
}

function isActive(worker) {
  return new Promise((done) => {
    const look = () => worker.state === "activated" && done();
    worker.addEventListener("statechange", look);
    look();
  });
}

function isWanted() {
  try {
    return localStorage.getItem(STORED) === "1";
  } catch {
    return false; // storage is forbidden here
  }
}

function want(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // Then it can't be kept, and stays off.
  }
}
