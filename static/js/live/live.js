/** Frames of the socket, and what the page does with each. */

import { say } from "../ui/say.js";
import { keepDrawer } from "../ui/drawer.js";
import { showConnection, showLag, showSilence } from "../ui/pill.js";
import { tellEnd } from "../tell/ends.js";
import { pageOf } from "../tell/system.js";
import { isSeen } from "../tell/voice.js";
import { heardCanary, heardPong, isUp, silentSince } from "./canary.js";
import { follow } from "./connection.js";
import { counts, entitleBy } from "./counts.js";
import { shownUpTo } from "./feed.js";
import { notices } from "./notices.js";
import { addLines, hasLines, takeLog } from "./log.js";
import { positionFrom } from "./position.js";
import { have, learn, reach, roots } from "./runs.js";
import { watchForStalls } from "./stall.js";
import { remove, renew, show } from "./swap.js";
import { forgetRun, tick } from "./tick.js";
import { inTurns } from "./turns.js";

const VERSION = 1;
const ENDS = new Set(["run.succeeded", "run.failed", "run.cancelled", "run.expired"]);
const PHASE_SAID_MS = 30_000;
// What happened shortly before a word of the server may have been on its way behind it.
const LATE_MS = 10_000;

/** Make the page of `element` (`#sock`) live. */
export function startLive(element) {
  const { view, run, video, pedido, enlace, lang, filter } = element.dataset;
  let at = Number(element.dataset.at) || Date.now();
  let state = "connecting";
  let phaseSaid = 0;

  const handlers = {
    hello: (frame) => broker(frame.broker),
    broker: (frame) => broker(frame.ok),
    ms: milestone,
    tick: (frame) => {
      tick(frame.j);
      entitleBy(view);
    },
    counts: (frame) => counts(frame.c),
    log: addLines,
    aside: (frame) => renew(frame.html),
    notices,
    waiting: (frame) => renew(frame.html),
    gone: (frame) => {
      forgetRun(frame.run);
      remove(frame.run);
    },
    live: upToDate,
    beat: (frame) => {
      upToDate(frame);
      showSilence(silentSince());
    },
    canary: ({ lag }) => {
      heardCanary(lag, () => send({ t: "ping" }));
      if (lag === null) showLag(null);
    },
    pong: () => {
      const ms = heardPong();
      if (ms) showLag(ms);
    },
  };

  function upToDate(frame) {
    at = frame.at - LATE_MS;
  }

  function milestone(frame) {
    const isNews = reach(frame.run, positionFrom(frame.pos));
    const root = frame.html ? show(frame.html, frame.fits) : null;
    if (frame.html) entitleBy(view);
    document.dispatchEvent(new CustomEvent("avance:milestone", { detail: { frame, root } }));
    // The team sees everybody's runs; only its owner is told what became of one.
    if (isNews && frame.mine && !frame.replayed) tell(frame, root);
  }

  function tell(frame, root) {
    if (ENDS.has(frame.type)) {
      const href = root?.querySelector("a[href]")?.getAttribute("href") ?? pageOf(frame.run);
      tellEnd({ run: frame.run, n: frame.pos[2], say: frame.say, level: frame.level, href });
    } else if (root && isSeen() && (frame.type !== "run.phase" || phaseMayBeSaid())) {
      say(frame.say);
    }
  }

  function phaseMayBeSaid() {
    if (Date.now() - phaseSaid < PHASE_SAID_MS) return false;
    phaseSaid = Date.now();
    return true;
  }

  function greet() {
    const greeting = { t: "hello", v: VERSION, view, lang, at, have: have() };
    if (run) greeting.run = run;
    if (video) greeting.video = Number(video);
    if (hasLines()) greeting.log = hasLines();
    if (pedido) greeting.pedido = Number(pedido);
    if (shownUpTo() !== null) greeting.notices = shownUpTo();
    if (enlace) greeting.enlace = enlace;
    if (filter) greeting.filter = filter;
    return greeting;
  }

  for (const root of roots()) learn(root);
  entitleBy(view);
  takeLog();
  watchForStalls(() => state === "live");
  const { send } = follow(element, greet, {
    state: (name, code) => {
      state = name;
      if (name === "live") {
        isUp();
        document.dispatchEvent(new CustomEvent("avance:live"));
      }
      showConnection(name, code);
      if (name === "stopped") {
        document.dispatchEvent(new CustomEvent("avance:stopped", { detail: code }));
      }
    },
    // What a newer server says and this page does not know is no business of it.
    frame: inTurns((frame) => handlers[frame.t]?.(frame)),
  });
  keepDrawer(send);
}

function broker(isUp) {
  const banner = document.getElementById("broker-banner");
  if (isUp) delete document.documentElement.dataset.broker;
  else document.documentElement.dataset.broker = "down";
  if (banner) banner.hidden = isUp;
}
