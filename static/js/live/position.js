/** Places on a run's number line: `{epoch, seq, n}`, as attributes and frames write them. */

/** From an element's `data-pos`, "epoch seq n" ("-" is the empty epoch). */
export function positionOf(element) {
  const [epoch = "-", seq = 0, n = 0] = (element.dataset.pos ?? "").split(" ");
  return { epoch: epoch === "-" ? "" : epoch, seq: Number(seq), n: Number(n) };
}

/** From a frame's `[epoch, seq, n]`. */
export function positionFrom([epoch, seq, n]) {
  return { epoch, seq, n };
}

/** Whether `a` is surely behind or at `b`. Epochs have no order: another one is news. */
export function isOld(a, b) {
  return a.epoch === b.epoch && a.seq <= b.seq;
}
