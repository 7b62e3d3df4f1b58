/**
 * One HTTP exchange as data. Both simulated systems are functions from `SimulatedRequest` to `SimulatedResponse`, so that
 * the HTTP listener is a thin shell and a deterministic simulation can call the same code without a socket.
 */
export interface SimulatedRequest {
  /** Upper case: `GET`, `POST`, … */
  readonly method: string;
  /** Path and query as they stand on the request line, still percent-encoded: `/v1/charges?limit=100`. */
  readonly target: string;
  /** Names in lower case; repeated headers are joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface SimulatedResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** How the wire misbehaves while this answer is delivered; absent: it behaves. */
  readonly wire?: WireFault;
}

/** What can happen to a correct answer on its way. Byte counts are of the body. */
export type WireFault =
  /** The request was carried out and the connection dies before any byte of the answer. */
  | { readonly kind: "lost-answer" }
  /** The connection is reset after `bytes` bytes. */
  | { readonly kind: "reset"; readonly bytes: number }
  /** The body ends early although the headers promised more. */
  | { readonly kind: "truncated"; readonly bytes: number }
  /** The body trickles: `bytesPerSecond`. */
  | { readonly kind: "slow"; readonly bytesPerSecond: number }
  /** The answer arrives after `milliseconds`. */
  | { readonly kind: "delay"; readonly milliseconds: number };

/** Answers one request. Never rejects: a defect of the simulator is a 500 with a body that says so. */
export type Handle = (request: SimulatedRequest) => Promise<SimulatedResponse>;
