/**
 * Code that is fetched only where it is needed. A server that is away at that very moment is
 * waited for: without this, an upload page opened while it restarts would never take a file.
 *
 * Asking again is enough: Chromium does not remember that a module could not be fetched.
 */

const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/** What `load` brings, which is a function that imports a module. Asks until the server answers. */
export async function fetched(load) {
  for (let wait = FIRST_MS; ; wait = Math.min(2 * wait, LONGEST_MS)) {
    try {
      return await load();
    } catch (error) {
      // Any other error is one of the code itself, which asking again does not mend.
      if (!(error instanceof TypeError)) throw error;
      await back(wait);
    }
  }
}

/** The socket has come back, or so much time has passed. */
function back(milliseconds) {
  return new Promise((resolve) => {
    document.addEventListener("avance:live", resolve, { once: true });
    setTimeout(resolve, milliseconds);
  });
}
