/** Numbers and times in words. The rules are those of dashboard/formats.py. */

import { text } from "./texts.js";

const language = document.documentElement.lang || "es-MX";
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const hundredths = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
const clockTime = new Intl.DateTimeFormat(language, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  // As the server writes times, whatever the browser's own zone.
  timeZone: document.documentElement.dataset.zone,
});
const secondTime = new Intl.DateTimeFormat(language, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
  timeZone: document.documentElement.dataset.zone,
});

/** 445 → "44%": rounded down, so that 100% is only said of what is whole. */
export function percent(permille) {
  return hundredths.format(Math.floor(permille / 10) / 100);
}

/** Seconds of film per second of clock: "1.4×", "–" while unknown. */
export function speed(times) {
  return times ? `${tenth.format(times)}×` : "–";
}

/** Seconds left, in words that don't pretend to know better: "unos 4 min". */
export function timeLeft(seconds) {
  if (seconds === null || seconds === undefined) return text("eta_calc");
  if (seconds <= 60) return text("eta_less_min");
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return text("eta_min", { n: minutes });
  if (minutes < 24 * 60) {
    const values = { h: Math.floor(minutes / 60), m: minutes % 60 };
    return text(values.m ? "eta_hour" : "eta_hour_whole", values);
  }
  return text("eta_day");
}

/** Bytes as people write them, in steps of 1000: "12.4 MB". */
export function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let power = 0;
  let number = bytes;
  while (number >= 999.5 && power < units.length - 1) {
    number /= 1000;
    power += 1;
  }
  const shown = power && number < 99.95 ? tenth.format(number) : whole.format(number);
  return `${shown}\u00a0${units[power]}`;
}

/** Seconds as on a player: "2:03", "1:02:03". */
export function duration(seconds) {
  const all = Math.floor(seconds);
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes] = [Math.floor(all / 3600), Math.floor(all / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(all % 60)}` : `${minutes}:${two(all % 60)}`;
}

/** "1,203 de 7,200 cuadros"; `unit` is frames, seconds or bytes. */
export function doneOf(done, total, unit) {
  if (done === null || total === null) return "";
  const write = { bytes: size, seconds: duration }[unit] ?? ((number) => whole.format(number));
  const name = unit === "bytes" ? "" : text(`unit_${unit}`);
  return text("left_of", { done: write(done), total: write(total), unit: name }).trim();
}

/** The time of day, "14:07", of a moment in milliseconds. */
export function clock(ms) {
  return clockTime.format(new Date(ms));
}

/** The same with its second, "14:07:09". */
export function second(ms) {
  return secondTime.format(new Date(ms));
}

/** A day, "2026-11-30", by its date; with the year where `today` is in another. */
export function dateOf(day, today) {
  const year = day.slice(0, 4) === today.slice(0, 4) ? undefined : "numeric";
  const how = { day: "numeric", month: "long", year, timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, how).format(new Date(day));
}
