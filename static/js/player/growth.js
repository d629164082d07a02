/**
 * A film that is still being made is asked for anew only while somebody plays it, or when the page
 * was told of more of it: a page that nobody touches asks for nothing by the clock.
 */

/** Hold `player`, an hls.js that plays in `video`, to that. */
export function askOnlyForWhatIsPlayed(player, video, { LEVEL_LOADED, FRAG_BUFFERED, DESTROYING }) {
  let grows = false;
  let isHeld = false;

  const hold = () => {
    if (!grows || isHeld || !video.paused || !video.buffered.length) return;
    isHeld = true;
    player.stopLoad();
  };
  const goOn = () => {
    if (!isHeld) return;
    isHeld = false;
    player.startLoad();
  };

  player.on(LEVEL_LOADED, (_, { details }) => {
    grows = details.live;
    hold();
  });
  player.on(FRAG_BUFFERED, hold);
  const events = [
    [video, "play", goOn],
    [video, "seeking", goOn],
    [video, "pause", hold],
    [document, "avance:milestone", goOn],
  ];
  for (const [target, name, act] of events) target.addEventListener(name, act);
  player.once(DESTROYING, () => {
    for (const [target, name, act] of events) target.removeEventListener(name, act);
  });
}
