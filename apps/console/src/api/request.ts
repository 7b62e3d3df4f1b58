import { currentToken, signOut } from "../session/session.ts";
import { readProblem } from "./problem.ts";

export interface RequestOptions {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Tried instead of the signed-in token: the sign-in page asks whether it is good. */
  readonly token?: string;
}

/** The address of a server path, behind whatever prefix the page was loaded from. */
function addressOf(path: string, query: RequestOptions["query"] = {}): string {
  const base = new URL(".", document.baseURI);
  const address = new URL(path.replace(/^\//, ""), base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") address.searchParams.set(name, String(value));
  }
  return address.href;
}

/** Asks the server; resolves with the answer's JSON (undefined when it has no body). Rejects with `Problem`. */
export async function request<Answer>(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  const text = await response.text();
  return (text === "" ? undefined : JSON.parse(text)) as Answer;
}

/** The answer itself, for streams and downloads. Rejects with `Problem` on any status that is not 2xx. */
export async function send(path: string, options: RequestOptions): Promise<Response> {
  const token = options.token ?? currentToken();
  const method = options.method ?? "GET";
  const response = await fetch(addressOf(path, options.query), {
    method,
    headers: {
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(options.body === undefined ? {} : { "content-type": "application/json" }),
      ...(method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {}),
      ...options.headers,
    },
    cache: "no-store",
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  if (response.ok) return response;
  // A token that was revoked elsewhere: back to the sign-in page instead of an error on every tile.
  if (response.status === 401 && options.token === undefined) signOut();
  throw readProblem(response.status, await bodyOf(response), response.headers.get("x-request-id") ?? undefined);
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}
