/** Reads the storyboard: a WebVTT file whose cues name a part of a picture. */

const TIMES = /^(?:(\d+):)?(\d+):(\d+\.\d+)\s+-->\s+(?:(\d+):)?(\d+):(\d+\.\d+)/;
const PART = /^(.*)#xywh=(\d+),(\d+),(\d+),(\d+)$/;

/** The cues of `source`, in order: {start, end, picture, x, y, width, height}, in seconds. */
export function readStoryboard(source) {
  const cues = [];
  let times = null;
  for (const line of source.split(/\r?\n/)) {
    const found = TIMES.exec(line);
    if (found) times = found;
    const part = times && PART.exec(line);
    if (!part) continue;
    const [x, y, width, height] = part.slice(2).map(Number);
    const [start, end] = [seconds(times.slice(1, 4)), seconds(times.slice(4, 7))];
    cues.push({ start, end, picture: part[1], x, y, width, height });
    times = null;
  }
  return cues;
}

/** The cue that is shown at `time`; the last one when it is behind them all. */
export function cueAt(cues, time) {
  let low = 0;
  let high = cues.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle].end <= time) low = middle + 1;
    else high = middle;
  }
  return cues[low];
}

function seconds([hours, minutes, rest]) {
  return 3600 * Number(hours ?? 0) + 60 * Number(minutes) + Number(rest);
}
