// Keeps what a person could have seen of every run on the page, one entry for each change with its
// time by the clock, and when (in milliseconds) the page's socket was tried and lost.
(() => {
  const sockets = (window.__sockets = { tried: [], lost: [] });
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      sockets.tried.push(performance.now());
      this.addEventListener("close", () => sockets.lost.push(performance.now()));
    }
  };
  const seen = (window.__seen = []);
  let last = new Map();
  const textOf = (root, name) => root.querySelector(`[data-f=${name}]`)?.textContent.trim() ?? "";
  const look = () => {
    for (const root of document.querySelectorAll("[data-pos][data-run]")) {
      const bar = root.querySelector("[data-f=bar]");
      const entry = {
        run: root.dataset.run,
        state: root.dataset.state,
        attempt: Number(root.dataset.attempt),
        bar: bar ? bar.value : null,
        percent: textOf(root, "pct"),
        speed: textOf(root, "speed"),
        left: textOf(root, "eta"),
        phase: root.querySelector("[aria-current=step] > span:not(.timeline-i)")?.textContent.trim() ?? "",
        preview: root.querySelector("[data-f=preview]:not([hidden])")?.getAttribute("src") ?? "",
      };
      const written = JSON.stringify(entry);
      if (last.get(root.id) === written) continue;
      last.set(root.id, written);
      seen.push({ ...entry, at: Date.now() });
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    look();
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      characterData: true,
    });
  });
})();
