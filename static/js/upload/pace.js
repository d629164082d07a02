/** How fast bytes leave, smoothed over some seconds so that it can be read. */

const SMOOTH_SECONDS = 5;
const LEAST_SECONDS = 0.5;

export class Pace {
  #at = null;
  #bytes = 0;
  #speed = 0;

  /** Forget: what follows comes after a break. */
  rest() {
    this.#at = null;
  }

  /** So many bytes were sent by now. Returns bytes a second, 0 until known. */
  reach(bytes, now = performance.now() / 1000) {
    if (this.#at === null || bytes < this.#bytes) {
      [this.#at, this.#bytes] = [now, bytes];
      return this.#speed;
    }
    const passed = now - this.#at;
    if (passed < LEAST_SECONDS) return this.#speed;
    const fresh = (bytes - this.#bytes) / passed;
    const weight = this.#speed ? Math.min(1, passed / SMOOTH_SECONDS) : 1;
    this.#speed += weight * (fresh - this.#speed);
    [this.#at, this.#bytes] = [now, bytes];
    return this.#speed;
  }
}
