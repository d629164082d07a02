/**
 * The voice as a lock of the browser: one tab holds it, the others stand in line, and whoever is
 * looked at takes it. A tab that is closed or crashes lets go without having to say so.
 */

const NAME = "avance:voice";

/** `changed(isMine)` is called when it comes and goes. */
export function byLocks(changed) {
  let isHeld = false;
  let isGone = false;
  let isTaking = false;
  let release = null;
  let line = null;

  async function ask(options) {
    let had = false;
    const hold = () => {
      had = true;
      isHeld = true;
      isTaking = false;
      line = null;
      changed(true);
      return new Promise((done) => (release = done));
    };
    try {
      await navigator.locks.request(NAME, options, hold);
    } catch {
      // Taken by another tab, or not waited for any more.
    }
    if (options.steal) isTaking = false;
    if (!had) return;
    isHeld = false;
    changed(false);
    if (!isGone) wait();
  }

  function wait() {
    line = new AbortController();
    ask({ signal: line.signal });
  }

  wait();
  return {
    take() {
      if (isHeld || isGone || isTaking) return;
      isTaking = true;
      line?.abort();
      ask({ steal: true });
    },
    leave() {
      isGone = true;
      line?.abort();
      release?.();
    },
    comeBack() {
      if (!isGone) return;
      isGone = false;
      wait();
    },
  };
}
