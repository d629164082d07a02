/**
 * Gets a film into a `<video>`: hls.js where the browser has Media Source Extensions, since only
 * that offers a choice of quality; the browser's own HLS elsewhere; the MP4 as the last resort.
 *
 * A film that is still being made begins at its beginning and goes on as it grows.
 */

import { fetched } from "../fetched.js";
import { askOnlyForWhatIsPlayed } from "./growth.js";
import { segmentLoader } from "./loader.js";

const HLS_TYPE = "application/vnd.apple.mpegurl";
// A film may wait a while for its next segment; that is no reason to give up.
const PATIENCE = { maxNumRetry: 30, retryDelayMs: 1000, maxRetryDelayMs: 10_000 };

/** Play {hls, mp4} in `video`. `failed()` is called when nothing is left to try. */
export async function play(video, { hls, mp4 }, quality, failed) {
  const last = () => (mp4 ? playFile(video, mp4, failed) : failed());
  if (hls && hasMediaSource()) await playByScript(video, hls, quality, last);
  else if (hls && video.canPlayType(HLS_TYPE)) playFile(video, hls, last);
  else last();
}

function hasMediaSource() {
  return "ManagedMediaSource" in window || "MediaSource" in window;
}

function playFile(video, url, failed) {
  video.addEventListener("error", failed, { once: true });
  video.src = url;
}

async function playByScript(video, url, quality, failed) {
  const { default: Hls } = await fetched(() => import("../../vendor/hls-1.7.4.min.mjs"));
  if (!Hls.isSupported()) {
    failed();
    return;
  }
  const player = new Hls({
    ...policies(Hls),
    fLoader: segmentLoader(Hls.DefaultConfig.loader),
    // The policy of our pages allows no worker made of text.
    enableWorker: false,
    startPosition: 0,
  });
  quality.follow(player, Hls.Events);
  askOnlyForWhatIsPlayed(player, video, Hls.Events);
  player.on(Hls.Events.ERROR, recover(player, Hls, failed));
  player.loadSource(url);
  player.attachMedia(video);
}

function policies(Hls) {
  const patient = (name) => {
    const policy = structuredClone(Hls.DefaultConfig[name]);
    policy.default.errorRetry = { ...policy.default.errorRetry, ...PATIENCE };
    return policy;
  };
  return {
    playlistLoadPolicy: patient("playlistLoadPolicy"),
    fragLoadPolicy: patient("fragLoadPolicy"),
  };
}

/** One try to go on after each kind of trouble; then the last resort. */
function recover(player, { ErrorTypes }, failed) {
  const tried = new Set();
  return (_, { fatal, type }) => {
    if (!fatal) return;
    const isNew = !tried.has(type);
    tried.add(type);
    if (isNew && type === ErrorTypes.NETWORK_ERROR) player.startLoad();
    else if (isNew && type === ErrorTypes.MEDIA_ERROR) player.recoverMediaError();
    else {
      player.destroy();
      failed();
    }
  };
}
