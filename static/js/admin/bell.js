/**
 * The bell in Django's administration: how many notices nobody attends to, live, there and in the
 * tab's title. Speaks the protocol of the pages' socket (docs/live-protocol.md) by itself.
 */

(() => {
  const VERSION = 1;
  // The server beats every 15 s.
  const SILENCE_MS = 35_000;
  const LOOK_MS = 5_000;
  const SHORTEST_MS = 500;
  const LONGEST_MS = 10_000;
  const FOR_GOOD = new Set([4401, 4403]);
  const MOST = 99;

  const bell = document.getElementById("bell");
  if (!bell) return;
  const tally = bell.querySelector("[data-unattended]");
  const title = document.title;
  let socket = null;
  let heard = 0;
  let failures = 0;
  let returnAfter = null;

  function count(n) {
    const words = n > MOST ? `${MOST}+` : String(n);
    tally.textContent = words;
    tally.hidden = !n;
    bell.setAttribute("aria-label", n ? bell.dataset.some.replace("{n}", n) : bell.dataset.none);
    document.title = n ? `(${words}) ${title}` : title;
  }

  function open() {
    const { protocol, host } = location;
    const made = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}/ws/ui/`);
    socket = made;
    heard = Date.now();
    made.addEventListener("open", () => {
      const { lang } = document.documentElement;
      const greeting = { t: "hello", v: VERSION, view: "administracion", lang, at: Date.now(), have: {} };
      made.send(JSON.stringify(greeting));
    });
    made.addEventListener("message", ({ data }) => hear(JSON.parse(data)));
    made.addEventListener("close", ({ code }) => {
      if (made === socket && !FOR_GOOD.has(code)) setTimeout(open, pause());
    });
  }

  function hear(frame) {
    heard = Date.now();
    if (frame.t === "live") failures = 0;
    if (frame.t === "bye") returnAfter = frame.after;
    if (frame.t === "notices") count(frame.n);
  }

  function pause() {
    const told = returnAfter;
    returnAfter = null;
    const delay = told ?? Math.min(SHORTEST_MS * 2 ** failures, LONGEST_MS);
    failures += 1;
    return delay * (1 + 0.3 * Math.random());
  }

  setInterval(() => {
    if (socket.readyState === WebSocket.OPEN && Date.now() - heard > SILENCE_MS) socket.close();
  }, LOOK_MS);
  if (!tally.hidden) document.title = `(${tally.textContent}) ${title}`;
  open();
})();
