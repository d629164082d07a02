/**
 * What a follower knows, without any connection: which frames are news, and what to ask for when it
 * comes back.
 */

import { apiError } from "./errors.js";

const ENDED = new Set(["SUCCESS", "FAILURE", "REVOKED"]);
const TICK = "run.tick";
const BEGINNING = { epoch: "", seq: 0, n: 0 };
const MOST_SINCE = 1000;
// Of runs that are over, so many places are remembered: what is told again of them is old.
const MOST_ENDED = 10_000;

/** A milestone is missing: come back with what is here, and it will be told. */
export class Again extends Error {}

/** Of one run, or ("") of all of a person's. */
export class Story {
  over = false;
  beatMs = 0;
  byeMs = null;
  beaten = false;
  #have = new Map();
  #ended = new Map();
  #after = null;
  #unknown = false;
  #number = 0;

  constructor(run = "", since = null) {
    this.run = run;
    if (run) this.#have.set(run, since ?? BEGINNING);
  }

  /** Where the one run stands. */
  get at() {
    return this.#place(this.run);
  }

  /** Of the subscription, another one on every connection. */
  get id() {
    return `follow-${this.#number}`;
  }

  /** What to send first on a new connection. */
  opening() {
    this.#number += 1;
    this.byeMs = null;
    this.beaten = this.#unknown = false;
    const known = [...this.#have, ...[...this.#ended].reverse()].slice(0, MOST_SINCE);
    const asked = { op: "subscribe", id: this.id };
    Object.assign(asked, this.run ? { run: this.run } : { to: "mine" });
    asked.since = Object.fromEntries(known);
    if (this.#after && !this.run) asked.after = this.#after;
    return asked;
  }

  /** The news in one frame, in order. Throws Again, or why the subscription was refused. */
  take(frame) {
    if (frame.type === "welcome") this.beatMs = 1000 * (frame.beat_seconds || 0);
    else if (frame.type === "beat") this.beaten = true;
    else if (frame.type === "bye") this.byeMs = frame.after_ms ?? 0;
    else if (frame.type === "error") this.#refused(frame);
    else if (frame.subs?.includes(this.id)) return this.#subscribed(frame);
    return [];
  }

  #refused(frame) {
    if ((frame.id ?? this.id) !== this.id) return;
    throw apiError(frame.code, frame.message, { retryAfter: frame.retry_after ?? 0 });
  }

  #subscribed(frame) {
    if (frame.type === "snapshot") return this.#snapshot(frame);
    if (frame.type === "event") return this.#event(frame);
    if (frame.type === "live") this.#live(frame);
    if (frame.type === "gone") this.#gone(frame);
    return [];
  }

  #snapshot(frame) {
    const had = this.#place(frame.run);
    if (frame.reset) {
      const endedBefore = this.#ended.delete(frame.run);
      const event = this.#told(frame, "reset");
      return endedBefore && event.isEnd ? [] : [event];
    }
    if (!had && this.#after) {
      // It began while nobody listened: its milestones are asked for, once all is here.
      this.#have.set(frame.run, BEGINNING);
      this.#unknown = true;
      return [];
    }
    if (had && frame.recovered && frame.at.n > had.n) throw new Again();
    return this.#ended.has(frame.run) ? [] : [this.#told(frame, "snapshot")];
  }

  #event(frame) {
    const had = this.#place(frame.run) ?? BEGINNING;
    const { n, epoch, seq } = frame.at;
    if (frame.kind === TICK) {
      // One that counts a milestone more is told again after that.
      const newer = n === had.n && (epoch !== had.epoch || seq > had.seq);
      return newer ? [this.#told(frame, TICK)] : [];
    }
    if (n > had.n + 1) {
      if (!this.#place(frame.run)) this.#have.set(frame.run, had);
      throw new Again();
    }
    // By its number alone: it may be met at two places.
    return n > had.n ? [this.#told(frame, frame.kind)] : [];
  }

  #live(frame) {
    if (this.#unknown) throw new Again();
    this.#after = frame.time;
  }

  #gone(frame) {
    this.#have.delete(frame.run);
    if (this.run) throw apiError("not_found", "The run is not there any more, or not for you.");
  }

  #place(run) {
    return this.#have.get(run) ?? this.#ended.get(run);
  }

  #told({ run, at, live, time = null, replayed = false }, kind) {
    const isEnd = ENDED.has(live.state);
    (isEnd ? this.#ended : this.#have).set(run, at);
    if (isEnd) {
      this.#have.delete(run);
      this.over = this.run !== "";
      if (this.#ended.size > MOST_ENDED) this.#ended.delete(this.#ended.keys().next().value);
    }
    return { run, kind, at, live, time, replayed, isEnd };
  }
}
