/**
 * What the tabs of one browser tell each other. Closed while a page is left: with an open channel a
 * browser does not keep it for the way back.
 */

const NAME = "avance";
const listeners = [];
let channel = null;

/** Tell the others. */
export function post(kind, fields = {}) {
  channel?.postMessage({ kind, ...fields });
}

/** Hear what the others tell, by its kind. */
export function listen(kind, act) {
  listeners.push({ kind, act });
}

function open() {
  if (channel || !window.BroadcastChannel) return;
  channel = new BroadcastChannel(NAME);
  channel.addEventListener("message", ({ data }) => {
    for (const one of listeners) if (one.kind === data.kind) one.act(data);
  });
}

open();
addEventListener("pageshow", open);
// Whoever has a last word to say listens in the capture phase, which comes before.
addEventListener("pagehide", () => {
  channel?.close();
  channel = null;
});
