/** What is refused before a byte is sent; the server looks closer. */

import { size } from "../format.js";
import { text } from "../texts.js";

const NO_MEDIA = /^(image|text|font)\/|^application\/(pdf|zip|json|msword|vnd\.(ms-|openxml))/;

/** Why `file` can't be taken, as a sentence; empty when it can. `most` is in bytes. */
export function refusal(file, most) {
  if (!file.size) return text("up_empty");
  if (most && file.size > most) return text("up_too_big", { most: size(most) });
  if (NO_MEDIA.test(file.type)) return text("up_type");
  return "";
}

/** The files of a drop; a folder is none. */
export function filesOf(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  return items
    .filter((item) => !item.webkitGetAsEntry?.()?.isDirectory)
    .map((item) => item.getAsFile())
    .filter(Boolean);
}
