/**
 * One file on its way, by tus: sent in pieces, resumed where it stopped, also after a reload when
 * the same file is chosen again.
 *
 * Tells `on`: `progress(bytes)`, `resumed(bytes)`, `waits()` while it is tried again by itself,
 * `done(response)`, `failed(error, status)`. Status 0 is a network that is away.
 */

import "../../vendor/tus-4.3.1.min.js";
import { csrfToken } from "../ui/commands.js";

// About five minutes in all; after that a person, or the network's return, begins anew.
const RETRY_MS = [500, 1000, 2000, 4000, 8000, ...Array(20).fill(15_000)];
const DISK_FULL = 507;

export class Transfer {
  #upload;
  #on;
  #looked = false;
  #stopped = true;

  /** `said()` is what else the server is to know of the file, by name. */
  constructor(file, { endpoint, chunk, user, said = () => ({}) }, on) {
    this.#on = on;
    this.#upload = new window.tus.Upload(file, {
      endpoint,
      chunkSize: chunk,
      retryDelays: RETRY_MS,
      removeFingerprintOnSuccess: true,
      headers: { "X-CSRFToken": csrfToken() },
      metadata: { filename: file.name, filetype: file.type, ...said() },
      // Two people may share a browser; neither can go on with the other's upload.
      fingerprint: async () =>
        ["avance", user, endpoint, file.name, file.type, file.size, file.lastModified].join("-"),
      onProgress: (bytes) => this.#stopped || on.progress(bytes),
      onSuccess: ({ lastResponse }) => on.done(lastResponse),
      onError: (error) => this.#stopped || on.failed(error, statusOf(error)),
      onShouldRetry: (error) => this.#mayRetry(error),
    });
  }

  /** Send, or go on. */
  async start() {
    // A try that is still planned would go on beside this one.
    if (this.#looked) await this.#upload.abort();
    this.#stopped = false;
    if (!this.#looked) {
      this.#looked = true;
      const before = await this.#upload.findPreviousUploads();
      const newest = before.sort((a, b) => b.creationTime.localeCompare(a.creationTime))[0];
      if (newest) {
        this.#upload.resumeFromPreviousUpload(newest);
        this.#on.resumed();
      }
      if (this.#stopped) return;
    }
    this.#upload.start();
  }

  /** Stop sending; what arrived is kept. */
  pause() {
    this.#stopped = true;
    return this.#upload.abort();
  }

  /** Stop, and have the server throw away what arrived. */
  cancel() {
    this.#stopped = true;
    return this.#upload.abort(true).catch(() => {
      // It expires by itself on the server.
    });
  }

  #mayRetry(error) {
    const status = statusOf(error);
    const passing = status === 0 || status === 409 || status === 423 || status >= 500;
    if (!passing || status === DISK_FULL || this.#stopped) return false;
    this.#on.waits();
    return true;
  }
}

function statusOf(error) {
  return error.originalResponse?.getStatus() ?? 0;
}
