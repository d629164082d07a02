/** The drawer with the newest notices. Without this, the bell leads to their page. */

import { complain } from "./complain.js";
import { refresh } from "./times.js";

/** Open it by the bell; `send` tells the server what the page shows. */
export function keepDrawer(send) {
  const bell = document.getElementById("bell");
  const drawer = document.getElementById("drawer");
  if (!bell || !drawer) return;
  const body = drawer.querySelector("#drawer-body");

  async function open() {
    body.textContent = "";
    body.ariaBusy = "true";
    drawer.showModal();
    try {
      const answer = await fetch(drawer.dataset.from, { headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      body.innerHTML = await answer.text();
    } catch {
      complain(body);
      return;
    } finally {
      body.ariaBusy = null;
    }
    if (!drawer.open) return;
    refresh();
    watch(Number(body.firstElementChild.dataset.seq));
  }

  function watch(have) {
    send({ t: "watch", topic: "notices", have });
  }

  bell.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (elsewhere || document.getElementById("feed")) return;
    event.preventDefault();
    open();
  });
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
  drawer.addEventListener("close", () => {
    body.textContent = "";
    watch(null);
  });
}
