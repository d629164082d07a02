/** At most so many at once, the others in the order in which they came. */

export class Queue {
  #most;
  #waiting = [];
  #active = new Set();

  constructor(most) {
    this.#most = most;
  }

  /** Have `start` called as soon as there is room. Returns what to call when it is over. */
  enter(start) {
    this.#waiting.push(start);
    this.#advance();
    return () => this.#leave(start);
  }

  #leave(start) {
    this.#waiting = this.#waiting.filter((one) => one !== start);
    this.#active.delete(start);
    this.#advance();
  }

  #advance() {
    while (this.#waiting.length && this.#active.size < this.#most) {
      const start = this.#waiting.shift();
      this.#active.add(start);
      // Later: whoever enters must know how to leave before it starts.
      queueMicrotask(() => this.#active.has(start) && start());
    }
  }
}
