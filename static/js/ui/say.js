/**
 * What a screen reader hears: few sentences, never two at once, what came meanwhile merged.
 */

import { text } from "../texts.js";

const APART_MS = 3_000;
const region = document.getElementById("say");
const alerts = document.getElementById("alerts");
let waiting = [];
let last = 0;
let timer = 0;

/** Say it politely, when the last sentence is over. `kind` "done" may be counted together. */
export function say(sentence, kind = "") {
  if (!sentence || waiting.some((one) => one.sentence === sentence)) return;
  waiting.push({ sentence, kind });
  timer ||= setTimeout(speak, Math.max(0, last + APART_MS - Date.now()));
}

/** Say it at once: something that the person asked for went wrong. */
export function alarm(sentence) {
  if (!alerts) return;
  const line = document.createElement("p");
  line.textContent = sentence;
  alerts.replaceChildren(line);
}

function speak() {
  timer = 0;
  last = Date.now();
  const done = waiting.filter((one) => one.kind === "done");
  const sentences = waiting
    .filter((one) => done.length < 2 || one.kind !== "done")
    .map((one) => one.sentence);
  if (done.length > 1) sentences.push(text("several_done", { n: done.length }));
  waiting = [];
  if (region) region.textContent = sentences.slice(-3).join(" ");
}
