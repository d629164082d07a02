/**
 * The page's one socket, opened and reopened by hx-ws on `#sock`.
 *
 * hx-ws retries by itself; this adds what it lacks: a greeting with what the page has, a watchdog
 * for sockets that died without a word, "now" when the network is back, and the server's own words
 * about when to return. Tells the page by `on.state(name, code)` and `on.frame(frame)`.
 */

// The server beats every 15 s.
const SILENCE_MS = 35_000;
const LOOK_MS = 5_000;
const PROOF_MS = 3_000;
const RETRY_MS = 500;
const CROWD_MS = 15_000;
const LONGEST_MS = 10_000;

const SIGN_IN = 4401;
const FORBIDDEN = 4403;
const TOO_SLOW = 4408;
const TOO_MANY = 4429;

/** Follow the socket of `element`. `greet()` makes the first frame of every connection. */
export function follow(element, greet, on) {
  let connection = null;
  let heard = Date.now();
  let returnAfter = null;
  let state = "connecting";

  const isOpen = () => connection?.socket?.readyState === WebSocket.OPEN;
  const away = () => (navigator.onLine ? "reconnecting" : "offline");
  const set = (name, code) => {
    if (name === state) return;
    state = name;
    on.state(name, code);
  };
  const send = (frame) => {
    if (isOpen()) connection.socket.send(JSON.stringify(frame));
  };

  function opened(of) {
    connection = of;
    heard = Date.now();
    returnAfter = null;
    Object.assign(connection.config, { reconnectDelay: RETRY_MS, reconnectJitter: 0.3 });
    set("catchup");
    send(greet());
  }

  function closed({ connection: of, code, reason }) {
    if (reason === "removed" || of !== connection) return;
    if (code === SIGN_IN || code === FORBIDDEN) {
      of.config.reconnectCodes = [];
      set("stopped", code);
      return;
    }
    // Any other end is worth another try; 1000 too, which is what a browser reports when Daphne
    // answers its own close.
    of.config.reconnectCodes = [code];
    Object.assign(of.config, pace(of, code));
    set(away());
  }

  function pace(of, code) {
    const told = returnAfter ?? { [TOO_SLOW]: 0, [TOO_MANY]: CROWD_MS }[code];
    returnAfter = null;
    if (told === undefined) {
      return { reconnectDelay: RETRY_MS, reconnectMaxDelay: LONGEST_MS, reconnectJitter: 0.3 };
    }
    of.attempt = 0;
    const delay = told * (1 + 0.3 * Math.random());
    return { reconnectDelay: delay, reconnectMaxDelay: delay, reconnectJitter: 0 };
  }

  function received(data) {
    heard = Date.now();
    const frame = JSON.parse(data);
    if (frame.t === "bye") returnAfter = frame.after;
    if (frame.t === "live" || state === "offline" || state === "reconnecting") set("live");
    on.frame(frame);
  }

  function again() {
    if (state === "stopped") return;
    set(away());
    window.htmx.process(element, true);
  }

  /** An open socket may be dead: have it answer, or replace it. */
  function prove() {
    const before = heard;
    send({ t: "ping" });
    setTimeout(() => {
      if (heard === before) again();
    }, PROOF_MS);
  }

  element.addEventListener("htmx:ws:before:connection", ({ detail }) => {
    connection = detail.connection;
  });
  element.addEventListener("htmx:ws:after:connection", ({ detail }) => opened(detail.connection));
  element.addEventListener("htmx:ws:close", ({ detail }) => closed(detail));
  element.addEventListener("htmx:ws:before:message:incoming", (event) => {
    event.preventDefault();
    received(event.detail.message.data);
  });
  addEventListener("online", () => (isOpen() ? prove() : again()));
  addEventListener("offline", () => state !== "stopped" && set("offline"));
  addEventListener("pageshow", (event) => event.persisted && again());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && isOpen() && Date.now() - heard > LOOK_MS) prove();
  });
  setInterval(() => {
    if (isOpen() && Date.now() - heard > SILENCE_MS) again();
  }, LOOK_MS);

  // htmx may have been quicker than this module.
  connection = element._htmx?.ws?.connection ?? null;
  if (isOpen()) opened(connection);
  return { send };
}
