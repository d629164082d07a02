/** The ways to a server, frame by frame: a WebSocket, or server-sent events where there is none. */

import { apiError, NetworkError, NotAvance, passes, refusalOf } from "./errors.js";
import { Again } from "./story.js";

const RESTART = 1012;
const WRONG_PROTOCOL = 4400;
const SLOW_READER = 4408;
const CROWDED = 4429;
const FATAL = {
  1009: ["too_large", "A message was too large for the server."],
  4401: ["unauthenticated", "The token opens nothing: missing, wrong, revoked or expired."],
  4403: ["forbidden", "This is not for this token (any more)."],
};
const NOTHING_MORE = 204;
const OPEN_MS = 33_000;
const CROWDED_MS = 5000;
const LONGEST_MS = 15_000;
const FIRST_MS = 250;
// Silence of twice the beat is a dead connection; a little more, as clocks and networks are.
const SILENT_BEATS = 2.2;
// A program that reads so slowly comes back for the newest instead.
const MOST_WAITING = 2000;

/** The connection ended, with a code of WebSocket's; 0 where the network failed. */
class Ended extends Error {
  constructor(code = 0) {
    super(`ended with ${code}`);
    this.code = code;
  }
}

/** Growing, each with a random part, until something new is heard. */
export class Pauses {
  #tries = 0;
  #since = null;

  constructor(patience) {
    this.patience = patience;
  }

  good() {
    this.#tries = 0;
    this.#since = null;
  }

  /** Milliseconds until the next try; throws what no other try gets past. */
  after(problem, story) {
    if (!(passes(problem) || problem instanceof Again || problem instanceof Ended)) throw problem;
    const { code = 0, retryAfter = 0 } = problem;
    if (code in FATAL) throw apiError(...FATAL[code]);
    if (code === WRONG_PROTOCOL) throw new NotAvance("The server does not speak avance.v1.");
    this.#since ??= Date.now();
    if (this.patience != null && Date.now() - this.#since >= 1000 * this.patience)
      throw new NetworkError("The server can't be reached. Check the address and the network.");
    this.#tries += 1;
    if (this.#tries === 1 && code === SLOW_READER) return 0;
    const left = code === RESTART || code === 0;
    if (this.#tries === 1 && left && story.byeMs !== null) return story.byeMs;
    const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(this.#tries, 10));
    const least = Math.max(1000 * retryAfter, code === CROWDED ? CROWDED_MS : 0);
    return least + longest * (0.5 + Math.random() / 2);
  }
}

/** The frames that come over one WebSocket. */
export async function* socketFrames(WebSocket, address, token, story) {
  const socket = new WebSocket(address, ["avance.v1", `avance.bearer.${token}`]);
  const heard = [];
  let code = null;
  let ring = () => {};
  socket.onopen = () => socket.send(JSON.stringify(story.opening()));
  socket.onmessage = ({ data }) => (heard.push(data), ring());
  socket.onclose = (closed) => ((code = closed.code === 1006 ? 0 : closed.code), ring());
  // Node 20 tells of a handshake that broke by this alone: no close follows.
  socket.onerror = () => ((code ??= 0), ring());
  try {
    for (;;) {
      if (heard.length > MOST_WAITING) throw new Ended(SLOW_READER);
      if (heard.length) yield JSON.parse(heard.shift());
      else if (code !== null) throw new Ended(code);
      else await inTime(story, new Promise((wake) => (ring = wake)));
    }
  } finally {
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => {};
    socket.close();
  }
}

/** What a promise gives, unless it takes longer than a server that lives is silent. */
async function inTime(story, promise) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Ended()), story.beatMs * SILENT_BEATS || OPEN_MS);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The frames of one run that come as server-sent events, which `Last-Event-ID` continues. */
export async function* eventFrames(fetch, api, token, story) {
  const address = `${api}/runs/${encodeURIComponent(story.run)}`;
  const quits = new AbortController();
  const headers = { Authorization: `Bearer ${token}` };
  const options = { headers, redirect: "manual", cache: "no-store", signal: quits.signal };
  story.opening();
  const { epoch, seq, n } = story.at;
  const asked = { ...headers, "Last-Event-ID": `${epoch}:${seq}:${n}` };
  try {
    const opened = fetch(`${address}/events`, { ...options, headers: asked });
    const answer = await inTime(story, opened.catch(broken));
    if (!answer.ok) throw await refusalOf(answer);
    if (answer.status === NOTHING_MORE) {
      const whole = await fetch(address, options).catch(broken);
      if (!whole.ok) throw await refusalOf(whole);
      const { at, ...live } = await whole.json();
      const had = { recovered: at.n === n, reset: at.n !== n };
      yield { type: "snapshot", run: story.run, subs: [story.id], at, live, ...had };
      return;
    }
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let text = ""; ; ) {
      const { value, done } = await inTime(story, reader.read().catch(broken));
      if (done) throw new Ended();
      const parts = (text + value).split("\n\n");
      text = parts.pop();
      for (const part of parts) yield { ...frameIn(part), subs: [story.id] };
    }
  } finally {
    quits.abort();
  }
}

/** The frame in one server-sent event; a comment is a beat. */
function frameIn(part) {
  const data = part.split("\n").filter((line) => line.startsWith("data:"));
  return data.length ? JSON.parse(data.map((line) => line.slice(5)).join("\n")) : { type: "beat" };
}

function broken() {
  throw new Ended();
}
