/**
 * How live the page is, measured: a worker's sign of life tells how long it took to the server, by
 * Redis' clock; the page adds half a round trip to the server, by its own.
 */

// Signs come every 15 s, as beats of the server do; two of them missing in a row.
const SILENT_MS = 38_000;

const begun = Date.now();
let heard = 0;
let lag = null;
let asked = 0;

/** A sign of life, `ms` on its way to the server (null: nobody knows). `ask` sends a ping. */
export function heardCanary(ms, ask) {
  heard = Date.now();
  lag = ms;
  asked = performance.now();
  ask();
}

/** The answer to a ping. Gives the milliseconds from a worker to here, or null. */
export function heardPong() {
  if (!asked) return null;
  const trip = (performance.now() - asked) / 2;
  asked = 0;
  return lag === null ? null : Math.max(1, Math.round(lag + trip));
}

/** When the workers fell silent: 0 while they have not, null where none was ever heard. */
export function silentSince() {
  if (Date.now() - (heard || begun) <= SILENT_MS) return 0;
  return heard || null;
}
