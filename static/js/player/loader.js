/**
 * How hls.js fetches segments: as it does by itself, but for one thing.
 *
 * When a quality is chosen while the first header ("init segment") of another one is on its way,
 * hls.js 1.7.4 gives that up, takes the news of it for trouble of the new quality, gives up the
 * first segment of that one too, and then waits for it for ever. So such news is kept from it:
 * who gave a header up has no need to hear.
 */

/** A class to give to `Hls` as `fLoader`; `Loader` is its own. */
export function segmentLoader(Loader) {
  return class extends Loader {
    abort() {
      if (this.context?.frag?.sn === "initSegment") this.destroy();
      else super.abort();
    }
  };
}
