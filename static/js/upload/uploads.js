/** The drop zone: files dropped or chosen become uploads, two at a time. */

import { filesOf, refusal } from "./accept.js";
import { Queue } from "./queue.js";
import { Upload } from "./upload.js";
import { Row } from "./row.js";

const AT_ONCE = 2;

/** Take over `drop` (`#drop`) with its file input. */
export function takeUploads(drop) {
  const list = document.getElementById("uploads");
  const input = document.getElementById("files");
  const queue = new Queue(AT_ONCE);
  const uploads = new Set();
  const target = {
    endpoint: drop.dataset.endpoint,
    chunk: Number(drop.dataset.chunk),
    user: drop.dataset.user ?? "",
    said: saidNow,
  };

  function add(file) {
    const reason = refusal(file, Number(drop.dataset.max), drop.dataset.takes);
    if (reason) {
      const row = new Row(file, { pause: () => {}, cancel: () => row.remove() });
      row.fail(reason);
      list.append(row.element);
      return;
    }
    const upload = new Upload(file, target, queue, (gone) => uploads.delete(gone));
    uploads.add(upload);
    list.append(upload.row.element);
  }

  const takeChosen = () => {
    for (const file of input.files) add(file);
    // So that the same file may be chosen again.
    input.value = "";
  };
  input.addEventListener("change", takeChosen);
  // Somebody may have been quicker than this code.
  takeChosen();
  takeDrops(drop, add);
  addEventListener("online", () => {
    for (const upload of uploads) upload.online();
  });
  addEventListener("beforeunload", (event) => {
    if ([...uploads].some((upload) => upload.isOpen)) event.preventDefault();
  });
  document.addEventListener("avance:milestone", ({ detail: { frame, root } }) => {
    if (!root) return;
    for (const upload of uploads) if (upload.run === frame.run) upload.taken();
  });
}

/** What the person says about the files that come now: fields with `data-said`, by that name. */
function saidNow() {
  const fields = [...document.querySelectorAll("[data-said]")];
  return Object.fromEntries(fields.map((field) => [field.dataset.said, field.value]));
}

function takeDrops(drop, add) {
  let depth = 0;
  const over = (change) => {
    depth = Math.max(0, depth + change);
    drop.toggleAttribute("data-over", depth > 0);
  };
  drop.addEventListener("dragenter", () => over(1));
  drop.addEventListener("dragleave", () => over(-1));
  drop.addEventListener("drop", (event) => {
    over(-depth);
    for (const file of filesOf(event.dataTransfer)) add(file);
  });
}
