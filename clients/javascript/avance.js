/**
 * Follow, start and cancel the work of an Avance server, from a browser or Node (20 or newer).
 *
 *     const client = new Client("https://avance.example", token);
 *     for await (const event of client.follow(run)) console.log(event.kind, event.live.progress);
 *
 * docs/websocket-api.md is what it keeps to; the Python client is its twin.
 */

import { NetworkError, NotAvance, passes, refusalOf } from "./errors.js";
import { eventFrames, Pauses, socketFrames } from "./links.js";
import { Story } from "./story.js";

export * from "./errors.js";

const API = "/api/v1";
const TRIES = 4;

const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
const idOf = (run) => String(run?.run ?? run).toLowerCase();

/** One Avance, with one token. */
export class Client {
  #token;
  #fetch;
  #WebSocket;

  /**
   * `patience`: after how many seconds without the server a follower gives up; null: never.
   * `WebSocket`: one to use instead of the global one; null: server-sent events.
   * `sandbox`: follow the scripted runs of /ws/sandbox/.
   */
  constructor(url, token, { patience = null, sandbox = false, ...ways } = {}) {
    this.url = url.replace(/\/+$/, "");
    this.socket = `${this.url.replace(/^http/, "ws")}/ws/${sandbox ? "sandbox" : "v1"}/`;
    this.patience = patience;
    this.#token = token;
    this.#fetch = ways.fetch ?? globalThis.fetch.bind(globalThis);
    this.#WebSocket = ways.WebSocket === undefined ? globalThis.WebSocket : ways.WebSocket;
  }

  /** Everything that happens to a run, each milestone once and in order, until its one end. */
  follow(run, since = null) {
    return this.#following(new Story(idOf(run), since));
  }

  /** The same of all runs of the token's owner that are not over, and of those that come. */
  followMine() {
    if (!this.#WebSocket) throw new NotAvance("Following all needs a WebSocket: give one.");
    return this.#following(new Story());
  }

  /** How a run is now. */
  run(run) {
    return this.#ask("GET", `/runs/${encodeURIComponent(idOf(run))}`);
  }

  /** A page of runs, newest first, and `next`, the cursor of the one after it. */
  list({ state = "", task = "", limit = 50, cursor = "" } = {}) {
    const asked = Object.entries({ state, task, limit, cursor }).filter(([, value]) => value);
    return this.#ask("GET", `/runs?${new URLSearchParams(asked)}`);
  }

  /** Begin work of a kind. The same `key` again within a day gives the same run. */
  start(task, args = {}, key = crypto.randomUUID()) {
    return this.#ask("POST", "/runs", { task, args }, key);
  }

  /** Ask for its end: "cancelled", "stopping" or "asked". */
  async cancel(run) {
    return (await this.#ask("POST", `/runs/${encodeURIComponent(idOf(run))}/cancel`, {})).outcome;
  }

  /** A new run of the same work. */
  retry(run) {
    return this.#ask("POST", `/runs/${encodeURIComponent(idOf(run))}/retry`, {});
  }

  async *#following(story) {
    const pauses = new Pauses(this.patience);
    while (!story.over) {
      let pause = 0;
      try {
        for await (const frame of this.#frames(story)) {
          for (const event of story.take(frame)) {
            pauses.good();
            yield event;
          }
          if (story.over) return;
          if (story.beaten) pauses.good();
        }
      } catch (problem) {
        pause = pauses.after(problem, story);
      }
      await sleep(pause);
    }
  }

  #frames(story) {
    if (this.#WebSocket) return socketFrames(this.#WebSocket, this.socket, this.#token, story);
    return eventFrames(this.#fetch, this.url + API, this.#token, story);
  }

  async #ask(method, path, body, key = crypto.randomUUID()) {
    const headers = { Accept: "application/json", Authorization: `Bearer ${this.#token}` };
    const options = { method, headers, redirect: "manual" };
    if (body) {
      Object.assign(headers, { "Content-Type": "application/json", "Idempotency-Key": key });
      options.body = JSON.stringify(body);
    }
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#once(path, options);
      } catch (problem) {
        const again = passes(problem) || problem instanceof NetworkError;
        if (!again || tried === TRIES) throw problem;
        await sleep(1000 * (problem.retryAfter || 0.25 * 2 ** tried));
      }
    }
  }

  async #once(path, options) {
    let answer;
    try {
      answer = await this.#fetch(this.url + API + path, options);
    } catch (problem) {
      throw new NetworkError(`${this.url}: ${problem.cause ?? problem}`);
    }
    if (!answer.ok) throw await refusalOf(answer);
    return answer.json();
  }
}
