/**
 * The only door from core to the outside. `node-ports.ts` opens it onto the real machine; the deterministic simulation
 * opens it onto a simulated one. Nothing else in core reads a clock, draws a random number, or touches network or disk.
 */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly files: Files;
  readonly log: Log;
}

/** Time. A simulation brings its own. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Resolves after `milliseconds`; rejects with the signal's reason as soon as `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** Chance. A simulation brings its own, from a seed. */
export interface Random {
  /** A number in [0, 1), for jitter. */
  next(): number;
  /** Unpredictable bytes, for ids and keys. */
  bytes(length: number): Uint8Array;
}

/** One HTTP request. */
export interface TransportRequest {
  /** Upper case. */
  readonly method: string;
  /** Absolute. Never carries a secret. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** From the first byte sent to the last byte received. */
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal;
}

/** One whole HTTP answer, whatever its status. */
export interface TransportResponse {
  /** HTTP status. */
  readonly status: number;
  /** Names in lower case; repeated headers joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whole and decoded (content-encoding undone); a body shorter than promised is a `TransportError`, never a short body. */
  readonly body: Uint8Array;
}

/** The network: HTTP and nothing else. */
export interface Transport {
  /** One request, one attempt, redirects not followed. Rejects with `TransportError` when no whole answer arrived. */
  send(request: TransportRequest): Promise<TransportResponse>;
}

/** No whole answer arrived. `mayHaveBeenCarriedOut` says whether the far side may have acted on the request all the same. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  readonly kind: "connect" | "reset" | "timeout" | "aborted" | "truncated";

  constructor(kind: TransportError["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }

  /** False only when the request surely never reached the far side. */
  get mayHaveBeenCarriedOut(): boolean {
    return this.kind !== "connect";
  }
}

/** Paths are absolute or relative to the state folder; folders are made as needed. */
export interface Files {
  read(path: string): Promise<Uint8Array>;
  /**
   * All or nothing: after a crash the file holds the old bytes or the new ones. Durable when it resolves; from then on the
   * memory of `bytes` is the caller's again, to write something else into.
   */
  write(path: string, bytes: Uint8Array): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Names, not paths; empty when the folder does not exist. */
  list(folder: string): Promise<readonly string[]>;
  /** No error when the file does not exist. */
  remove(path: string): Promise<void>;
}

/** Rising: a log of `warn` leaves out `debug` and `info`. */
export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where the connector says what it does; it prints nothing by itself. */
export interface Log {
  /** `event` is a noun-verb name (`batch-sealed`); `fields` never hold a secret or a Stripe object's body. */
  write(level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>): void;
}
