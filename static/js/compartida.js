/** The page and the card of a shared run: as live as any other, with nothing to do on it. */

import { startLive } from "./live/live.js";

const FORBIDDEN = 4403;

// Revoked or expired while somebody looks: what it showed goes, and it says why that may be.
document.addEventListener("avance:stopped", ({ detail }) => {
  const over = document.getElementById("over");
  if (detail !== FORBIDDEN || !over) return;
  document.getElementById("conn")?.remove();
  document.getElementById("main").replaceChildren(over.content.cloneNode(true));
});

const sock = document.getElementById("sock");
if (sock) startLive(sock);
