/** Time left as a range in words. The rules are those of dashboard/left_words.py. */

import { text } from "./texts.js";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const NARROW = 1.25;
const FINE_MINUTES = 10;
const STEP_MINUTES = 5;

/** Seconds between `low` and `high`: "entre 3 y 5 min"; null where nobody can tell. */
export function leftWords(low, high) {
  if (low === null || low === undefined || high === null || high === undefined) {
    return text("left_none");
  }
  if (low >= DAY) return text("eta_day");
  return high <= HOUR ? minutes(low, high) : hours(low, high);
}

function minutes(low, high) {
  const [first, last] = [down(low / MINUTE), up(high / MINUTE)];
  if (first === 0) return text("left_less_min", { n: Math.max(1, last) });
  if (first === last || high <= NARROW * low) {
    return text("eta_min", { n: up((low + high) / 2 / MINUTE) });
  }
  return text("left_min", { low: first, high: last });
}

function hours(low, high) {
  const last = Math.ceil(high / HOUR);
  if (low < HOUR) {
    const first = down(low / MINUTE);
    if (first === 0) return text("left_less_hour", { n: last });
    return text("left_min_hour", { low: first, high: last });
  }
  const first = Math.floor(low / HOUR);
  if (high >= DAY) return text(first === 1 ? "left_more_one" : "left_more", { n: first });
  if (high <= NARROW * low) {
    const whole = Math.ceil((low + high) / 2 / MINUTE / STEP_MINUTES) * STEP_MINUTES;
    const values = { h: Math.floor(whole / 60), m: whole % 60 };
    return text(values.m ? "eta_hour" : "eta_hour_whole", values);
  }
  return text("left_hour", { low: first, high: last });
}

function down(number) {
  const whole = Math.floor(number);
  return whole < FINE_MINUTES ? whole : Math.floor(whole / STEP_MINUTES) * STEP_MINUTES;
}

function up(number) {
  const whole = Math.ceil(number);
  return whole <= FINE_MINUTES ? whole : Math.ceil(whole / STEP_MINUTES) * STEP_MINUTES;
}
