/** Says so when a run that should move has not for half a minute. */

import { all } from "./runs.js";
import { repaint } from "./tick.js";

const STALLED_MS = 30_000;
const LOOK_MS = 5_000;

/** Watch; only while `isLive()`, since without a connection nothing is known. */
export function watchForStalls(isLive) {
  setInterval(() => {
    if (!isLive()) return;
    for (const run of all()) look(run);
  }, LOOK_MS);
}

function look(run) {
  if (run.state !== "running" || !run.numbers) return;
  const still = Date.now() - run.moved;
  const before = run.stalled;
  run.stalled = still >= STALLED_MS ? Math.floor(still / 5000) * 5 : 0;
  if (run.stalled !== before) repaint(run);
}
