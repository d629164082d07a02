/** Keys of the player, wherever the focus is but in a field: space or k, m, f, and the arrows. */

const STEP_SECONDS = 5;

/** Listen. What the video's own controls handle is left to them. */
export function takePlayerKeys(video) {
  const actions = {
    " ": () => (video.paused ? video.play() : video.pause()),
    m: () => {
      video.muted = !video.muted;
    },
    f: () => (document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen()),
    ArrowLeft: () => seek(video, -STEP_SECONDS),
    ArrowRight: () => seek(video, STEP_SECONDS),
  };
  actions.k = actions[" "];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !video.currentSrc) return;
    const isTaken = "a, button, input, select, summary, textarea, video, dialog";
    if (event.target.closest?.(isTaken)) return;
    const act = actions[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function seek(video, seconds) {
  video.currentTime = Math.max(0, video.currentTime + seconds);
}
