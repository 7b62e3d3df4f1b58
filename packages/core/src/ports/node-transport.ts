import type { LookupFunction } from "node:net";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, zstdDecompress } from "node:zlib";
import type { Agent, Dispatcher } from "undici";
import { type Transport, TransportError, type TransportRequest, type TransportResponse } from "./ports.ts";

const decoders: Readonly<Record<string, (bytes: Uint8Array) => Promise<Uint8Array>>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
};

/** How connections are held and where they go through. */
export interface NodeTransportOptions {
  /** Connections held open to each origin. */
  readonly connections?: number;
  /** `http://host:port`; requests to hosts in `noProxy` (comma list) go directly. */
  readonly proxy?: { readonly url: string; readonly noProxy?: string };
  /** Resolves the names of hosts, and may refuse one; left out: the system does. Literal addresses are not asked for. */
  readonly lookup?: LookupFunction;
}

/** undici's pools behind the Transport port: keep-alive, decoded and whole bodies, one deadline for the whole exchange. */
export class NodeTransport implements Transport {
  readonly #options: NodeTransportOptions;
  #dispatcher: Promise<Dispatcher> | undefined;

  constructor(options: NodeTransportOptions = {}) {
    this.#options = options;
  }

  async send(request: TransportRequest): Promise<TransportResponse> {
    this.#dispatcher ??= openDispatcher(this.#options);
    const dispatcher = await this.#dispatcher;
    const exchange = new WholeExchange(request);
    try {
      const { status, headers, bytes } = await exchange.begin(dispatcher);
      return { status, headers, body: await decode(bytes, headers["content-encoding"]) };
    } catch (error) {
      throw asTransportError(error, request, exchange);
    } finally {
      exchange.release();
    }
  }

  /** Closes idle connections; requests in flight are let finish. */
  async close(): Promise<void> {
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    if (dispatcher !== undefined) await (await dispatcher).close();
  }
}

interface WholeAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly bytes: Uint8Array;
}

/**
 * One answer, gathered as it arrives: undici's streams would cost more than everything else that it does for a page. Ends at its
 * deadline or when its caller gives up. Both outlive it (the deadline by a minute, a run's signal by hours), so it lets go of
 * them when it is over: `AbortSignal.timeout` and `any` would keep something of every request.
 */
class WholeExchange implements Dispatcher.DispatchHandler {
  readonly #request: TransportRequest;
  readonly #timer: NodeJS.Timeout;
  readonly #answer = Promise.withResolvers<WholeAnswer>();
  readonly #chunks: Uint8Array[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Record<string, string> = {};
  timedOut = false;
  /** Whether the head of the answer has come. */
  answered = false;

  constructor(request: TransportRequest) {
    this.#request = request;
    request.signal?.addEventListener("abort", this.#giveUp);
    this.#timer = setTimeout(() => {
      this.timedOut = true;
      this.#end(new Error("deadline"));
    }, request.timeoutMilliseconds);
    this.#timer.unref();
  }

  begin(dispatcher: Dispatcher): Promise<WholeAnswer> {
    if (this.#request.signal?.aborted === true) this.#giveUp();
    else dispatcher.dispatch(target(this.#request), this);
    return this.#answer.promise;
  }

  release(): void {
    clearTimeout(this.#timer);
    this.#request.signal?.removeEventListener("abort", this.#giveUp);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.timedOut || this.#request.signal?.aborted === true) controller.abort(new Error("given up"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // 1xx only says that the answer will come.
    if (status < 200) return;
    this.answered = true;
    this.#status = status;
    this.#headers = joinHeaders(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const bytes = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#answer.resolve({ status: this.#status, headers: this.#headers, bytes: bytes ?? new Uint8Array() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#answer.reject(error);
  }

  readonly #giveUp = (): void => this.#end(this.#request.signal?.reason as Error);

  /** Not every request has begun: one that waits for a connection ends here and is aborted when it would begin. */
  #end(reason: Error): void {
    this.#answer.reject(reason);
    this.#controller?.abort(reason);
  }
}

/** Loaded on first use: a command that sends nothing should not pay for undici. */
async function openDispatcher(options: NodeTransportOptions): Promise<Dispatcher> {
  const undici = await import("undici");
  const pool: Agent.Options = {
    connections: options.connections ?? 64,
    pipelining: 1,
    keepAliveTimeout: 30_000,
    // The deadline of the request decides, so that a slow body and a slow header count alike.
    headersTimeout: 0,
    bodyTimeout: 0,
    ...(options.lookup === undefined ? {} : { connect: { lookup: options.lookup } }),
  };
  if (options.proxy === undefined) return new undici.Agent(pool);
  return new undici.EnvHttpProxyAgent({
    ...pool,
    httpProxy: options.proxy.url,
    httpsProxy: options.proxy.url,
    noProxy: options.proxy.noProxy ?? "",
  });
}

function target(request: TransportRequest): Dispatcher.DispatchOptions {
  const url = new URL(request.url);
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: { "accept-encoding": "gzip, br", ...request.headers },
    body: request.body ?? null,
  };
}

function joinHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) joined[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return joined;
}

/** Undoes `content-encoding`, last coding first; a stream that ends early fails here and counts as truncated. */
async function decode(bytes: Uint8Array, encoding: string | undefined): Promise<Uint8Array> {
  if (encoding === undefined || bytes.length === 0) return bytes;
  let decoded = bytes;
  for (const coding of encoding.toLowerCase().split(",").reverse()) {
    const name = coding.trim();
    if (name === "" || name === "identity") continue;
    const decoder = decoders[name];
    if (decoder === undefined) throw new Error(`content-encoding ${name} is not known`);
    decoded = await decoder(decoded);
  }
  return decoded;
}

/** Failures before a connection stood: the request surely never reached the far side. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);
const truncated = new Set([
  "Z_BUF_ERROR",
  "Z_DATA_ERROR",
  "UND_ERR_RES_CONTENT_LENGTH_MISMATCH",
  "ERR_BUFFER_OUT_OF_BOUNDS",
]);

function asTransportError(
  error: unknown,
  request: TransportRequest,
  at: { readonly timedOut: boolean; readonly answered: boolean },
): TransportError {
  const where = `${request.method} ${new URL(request.url).origin}`;
  const code = errorCode(error);
  const options = { cause: error };
  if (request.signal?.aborted === true) return new TransportError("aborted", `${where}: aborted`, options);
  if (at.timedOut) {
    return new TransportError("timeout", `${where}: no whole answer within ${request.timeoutMilliseconds} ms`, options);
  }
  if (neverSent.has(code)) return new TransportError("connect", `${where}: no connection (${code})`, options);
  if (at.answered || truncated.has(code) || code.startsWith("ERR__")) {
    return new TransportError("truncated", `${where}: the answer was cut short (${code || "no code"})`, options);
  }
  return new TransportError("reset", `${where}: the connection broke (${code || "no code"})`, options);
}

function errorCode(error: unknown): string {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("code" in current && typeof current.code === "string") return current.code;
    if (current instanceof AggregateError) return errorCode(current.errors[0]);
  }
  return "";
}
