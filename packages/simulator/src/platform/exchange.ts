import type { SimulatedRequest, SimulatedResponse } from "../request.ts";
import { isObject, type JsonObject } from "./json.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** A request after its path and query were taken apart. */
export interface PlatformRequest {
  readonly method: string;
  /** Path and query as they came. */
  readonly target: string;
  /** Path segments, each percent-decoded, without empty ones at the end: `/a/b%2Fc/` is `["a", "b/c"]`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer that a service gives by throwing it: the request ends here with this status and body. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`the platform answers ${status}`);
    this.name = "Refusal";
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  answer(): SimulatedResponse {
    return json(this.status, this.body, this.headers);
  }
}

/** `{type, title, status, detail}`: the problem body of the services that publish none of their own. */
export function problem(status: number, title: string, detail: string, type = "/placeholder/type/uri"): Refusal {
  return new Refusal(status, { type, title, status, detail });
}

export function readRequest(request: SimulatedRequest): PlatformRequest {
  const questionMark = request.target.indexOf("?");
  const path = questionMark < 0 ? request.target : request.target.slice(0, questionMark);
  const query = questionMark < 0 ? "" : request.target.slice(questionMark + 1);
  const segments = path.split("/").slice(1).map(decodeSegment);
  while (segments.at(-1) === "") segments.pop();
  return {
    method: request.method,
    target: request.target,
    segments,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: request.body,
  };
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): SimulatedResponse {
  return {
    status,
    headers: { "content-type": "application/json;charset=UTF-8", ...headers },
    body: encoder.encode(JSON.stringify(body)),
  };
}

export function empty(status: number, headers: Readonly<Record<string, string>> = {}): SimulatedResponse {
  return { status, headers, body: new Uint8Array() };
}

export function bytes(status: number, body: Uint8Array, headers: Readonly<Record<string, string>>): SimulatedResponse {
  return { status, headers, body };
}

/** The body as JSON, or undefined if it is none. */
export function parsedBody(request: PlatformRequest): unknown {
  try {
    return JSON.parse(decoder.decode(request.body)) as unknown;
  } catch {
    return undefined;
  }
}

/** The body as a JSON object; `refuse` makes the answer when it is something else. */
export function objectBody(request: PlatformRequest, refuse: (detail: string) => Refusal): JsonObject {
  const body = parsedBody(request);
  if (!isObject(body)) throw refuse("The request body is not a valid JSON object.");
  return body;
}

/** The media type of the body in lower case, without parameters. */
export function mediaType(request: PlatformRequest): string {
  return (request.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
}
