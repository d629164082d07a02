/** What is refused before a byte is sent; the server looks closer. */

import { size } from "../format.js";
import { text } from "../texts.js";

const DOCUMENT = /^(text|font)\/|^application\/(pdf|zip|json|msword|vnd\.(ms-|openxml))/;
const OTHER_PICTURE = /^image\/(svg|gif|bmp|tiff|x-icon|vnd)/;

/** What each drop zone (`data-takes`) refuses by the browser's own idea of a file. */
const REFUSED = {
  films: (type) => (DOCUMENT.test(type) || type.startsWith("image/") ? "up_type" : ""),
  pictures: (type) =>
    DOCUMENT.test(type) || OTHER_PICTURE.test(type) || /^(video|audio)\//.test(type)
      ? "up_type_picture"
      : "",
};

/** Why `file` can't be taken, as a sentence; empty when it can. `most` is in bytes. */
export function refusal(file, most, takes = "films") {
  if (!file.size) return text("up_empty");
  if (most && file.size > most) return text("up_too_big", { most: size(most) });
  const reason = REFUSED[takes](file.type);
  return reason && text(reason);
}

/** The files of a drop; a folder is none. */
export function filesOf(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  return items
    .filter((item) => !item.webkitGetAsEntry?.()?.isDirectory)
    .map((item) => item.getAsFile())
    .filter(Boolean);
}
