/**
 * How live the page is, measured: a worker's sign of life tells how long it took to the server, by
 * Redis' clock; the page adds half a round trip to the server, by its own.
 */

// Signs come every 15 s, as beats of the server do; two of them missing in a row.
const SILENT_MS = 38_000;

let live = Date.now();
let heard = 0;
let lag = null;
let asked = 0;

/** A sign of life, `ms` on its way to the server; where nobody knows (null), `ask` sends no ping. */
export function heardCanary(ms, ask) {
  heard = Date.now();
  lag = ms;
  asked = ms === null ? 0 : performance.now();
  if (asked) ask();
}

/** The answer to a ping: the milliseconds from a worker to here, 0 where the ping was another's. */
export function heardPong() {
  if (!asked) return 0;
  const trip = (performance.now() - asked) / 2;
  asked = 0;
  return Math.max(1, Math.round(lag + trip));
}

/** The connection is up, maybe again: what was not heard without it was not silence. */
export function isUp() {
  live = Date.now();
}

/** Since when the workers are silent: 0 while they are not, null where none was ever heard. */
export function silentSince() {
  const since = Math.max(heard, live);
  if (Date.now() - since <= SILENT_MS) return 0;
  return heard ? since : null;
}
