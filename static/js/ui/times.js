/** Keeps "hace 5 min" and "en 2 h" true: `<time datetime data-rel>` for what was, `data-in` for what
 * is to come; looked at each half minute and where something new is shown. `data-count` is to the
 * second, and so is `data-elapsed`: how long something has lasted. */

import { duration } from "../format.js";
import { text } from "../texts.js";

const LOOK_MS = 30_000;
const SECOND = 1000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Start; what is older than a day stays as the server wrote it. */
export function keepTimes() {
  refresh();
  document.addEventListener("avance:milestone", refresh);
  setInterval(refresh, LOOK_MS);
  setInterval(count, SECOND);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
}

/** Make every time say what is true now. */
export function refresh() {
  for (const element of document.querySelectorAll("time[datetime][data-rel]")) {
    const age = Date.now() - Date.parse(element.dateTime);
    if (!(age >= 0 && age < DAY)) continue;
    const words = ago(age);
    if (element.textContent !== words) element.textContent = words;
  }
  for (const element of document.querySelectorAll("time[datetime][data-in]")) {
    const words = until(Date.parse(element.dateTime) - Date.now());
    if (element.textContent !== words) element.textContent = words;
  }
}

/** The rules are those of `countdown` in dashboard/formats.py. */
function count() {
  for (const element of document.querySelectorAll("time[datetime][data-count]")) {
    const left = Date.parse(element.dateTime) - Date.now();
    const seconds = Math.ceil(left / SECOND);
    const words = seconds > 0 && seconds < 120 ? text("in_sec", { n: seconds }) : until(left);
    if (element.textContent !== words) element.textContent = words;
  }
  for (const element of document.querySelectorAll("time[datetime][data-elapsed]")) {
    const words = elapsed(Date.now() - Date.parse(element.dateTime));
    if (element.textContent !== words) element.textContent = words;
  }
}

/** The rules are those of `elapsed` in dashboard/formats.py. */
function elapsed(age) {
  const seconds = Math.max(0, Math.floor(age / SECOND));
  return seconds < 60 ? `${seconds} s` : duration(seconds);
}

/** The rules are those of `from_now` in dashboard/formats.py. */
function until(left) {
  const minutes = Math.ceil(left / MINUTE);
  if (minutes <= 0) return text("in_now");
  if (minutes < 60) return text("in_min", { n: minutes });
  if (minutes < 48 * 60) return text("in_hour", { n: Math.round(minutes / 60) });
  return text("in_day", { n: Math.round(minutes / 60 / 24) });
}

function ago(age) {
  if (age < MINUTE) return text("now");
  if (age < HOUR) return text("ago_min", { n: Math.floor(age / MINUTE) });
  return text("ago_hour", { n: Math.floor(age / HOUR) });
}
