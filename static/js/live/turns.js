/**
 * Frames in their order, in turns so short that a press or a paint comes in between: hx-ws hands on
 * all that has piled up within one task. Of several fragments of a run that wait, the newest is
 * enough.
 */

const TURN_MS = 12;

/** Makes of `handle(frame)` what may be called as often as one likes. */
export function inTurns(handle) {
  const waiting = [];
  const fragments = new Map();
  const { port1: here, port2: later } = new MessageChannel();
  let resting = false;

  function take() {
    const frame = waiting.shift();
    if (fragments.get(frame.run) === frame) fragments.delete(frame.run);
    handle(frame);
  }

  /** The first comes at once; what follows in the same task waits for another. */
  function rest() {
    resting = true;
    later.postMessage(null);
  }

  here.onmessage = () => {
    resting = false;
    const end = performance.now() + TURN_MS;
    // Of a frame that can't be handled the others know nothing.
    try {
      while (waiting.length && performance.now() < end) take();
    } finally {
      if (waiting.length) rest();
    }
  };

  return (frame) => {
    if (frame.t === "ms" && frame.html) {
      const older = fragments.get(frame.run);
      if (older) older.html = "";
      fragments.set(frame.run, frame);
    }
    waiting.push(frame);
    if (resting) return;
    try {
      take();
    } finally {
      rest();
    }
  };
}
