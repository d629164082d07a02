/**
 * The voice as a lock of the browser: one tab holds it, the others stand in line, and whoever is
 * looked at takes it. A tab that is closed or crashes lets go without having to say so.
 */

const NAME = "avance:voice";

/** `changed(isMine)` is called when it comes and goes. */
export function byLocks(changed) {
  let holder = null;
  let isGone = false;
  let isTaking = false;
  let release = null;
  let line = null;

  async function ask(options) {
    const turn = {};
    const hold = () => {
      holder = turn;
      isTaking = false;
      line?.abort();
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
    // It was never had, or this very tab took it from itself: it had just been given what it waited
    // for.
    if (holder !== turn) return;
    holder = null;
    changed(false);
    if (!isGone && !isTaking) wait();
  }

  function wait() {
    line = new AbortController();
    ask({ signal: line.signal });
  }

  wait();
  return {
    take() {
      if (holder || isGone || isTaking) return;
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
