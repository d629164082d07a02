/** Where a run stands: keep the last one, and a follower goes on from there. */
export interface Place {
  n: number;
  epoch: string;
  seq: number;
}

export interface Phase {
  name: string;
  weight: number;
  state: "wait" | "run" | "done" | "bad";
  started: string | null;
  seconds: number | null;
}

/** `permille` is 0 to 999 until a run ends well; `eta` is in seconds. */
export interface Progress {
  permille: number;
  phase: string;
  phases: Phase[];
  done: number | null;
  total: number | null;
  message: string;
  speed: number | null;
  eta: number | null;
  low: number | null;
  high: number | null;
  facts: Record<string, unknown>;
}

export interface Live {
  run: string;
  task: string;
  title: string;
  subject: string;
  state: "PENDING" | "STARTED" | "RETRY" | "SUCCESS" | "FAILURE" | "REVOKED";
  cause: string;
  attempt: number;
  attempts: number;
  cancelling: boolean;
  created: string;
  started: string | null;
  finished: string | null;
  run_at: string | null;
  error: string;
  progress: Progress;
}

/**
 * `kind` is a milestone ("run.started", "run.succeeded" …), "run.tick", "snapshot" or "reset"
 * (forget what you had: this is the truth). `isEnd` is true for exactly one, the last of its run.
 */
export interface RunEvent {
  run: string;
  kind: string;
  at: Place;
  live: Live;
  time: string | null;
  replayed: boolean;
  isEnd: boolean;
}

export type Run = string | { run: string };
export type State = "" | "open" | "running" | "waiting" | "done" | "failed" | "cancelled";

export interface Options {
  /** Seconds without the server after which a follower gives up; null: never. */
  patience?: number | null;
  /** One to use instead of the global one; null: server-sent events. */
  WebSocket?: unknown;
  fetch?: typeof fetch;
  /** Follow the scripted runs of /ws/sandbox/. */
  sandbox?: boolean;
}

export class Client {
  constructor(url: string, token: string, options?: Options);
  readonly url: string;
  follow(run: Run, since?: Place | null): AsyncGenerator<RunEvent, void, void>;
  followMine(): AsyncGenerator<RunEvent, void, void>;
  run(run: Run): Promise<Live & { at: Place; result?: unknown }>;
  list(asked?: {
    state?: State;
    task?: string;
    limit?: number;
    cursor?: string;
  }): Promise<{ runs: Live[]; next?: string }>;
  start(task: string, args?: Record<string, unknown>, key?: string): Promise<Live>;
  cancel(run: Run): Promise<"cancelled" | "stopping" | "asked">;
  retry(run: Run): Promise<Live>;
}

export class AvanceError extends Error {
  readonly code: string;
  readonly status: number;
  /** Seconds that the server asks for before another try; 0 where it asks for none. */
  readonly retryAfter: number;
}
export class NetworkError extends AvanceError {}
export class NotAvance extends AvanceError {}
export class ApiError extends AvanceError {}
export class NotSignedIn extends ApiError {}
export class Forbidden extends ApiError {}
export class NotFound extends ApiError {}
export class Refused extends ApiError {}
export class TooMany extends ApiError {}
export class Unavailable extends ApiError {}
