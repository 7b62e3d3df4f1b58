import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Handle, SimulatedRequest, SimulatedResponse } from "./request.ts";
import { SimulatorError } from "./simulator-error.ts";

/** One listening server. */
export interface Listener {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string;
  /** Closes the server and every connection to it. */
  stop(): Promise<void>;
}

/** Serves `handle` on loopback; port 0 (the default) takes a free one. Throws SAEP-3006 if the port is taken. */
export async function listen(handle: Handle, options: { readonly port?: number } = {}): Promise<Listener> {
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (incoming, outgoing) => {
    void answer(handle, incoming, outgoing);
  });
  await bind(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => close(server) };
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(
        new SimulatorError(
          "SAEP-3006",
          `port ${port} cannot be opened`,
          "choose another port, or 0 for a free one",
          cause,
        ),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  try {
    const response = await handle(await readRequest(incoming));
    await send(response, outgoing);
  } catch {
    // The client went away while it was being read or written to; there is nobody left to answer.
    outgoing.destroy();
  }
}

/** The request as data: headers joined as Node joins them, the body read to its end. */
async function readRequest(incoming: IncomingMessage): Promise<SimulatedRequest> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return { method: incoming.method ?? "GET", target: incoming.url ?? "/", headers, body: Buffer.concat(chunks) };
}

async function send(response: SimulatedResponse, outgoing: ServerResponse): Promise<void> {
  const { wire, body } = response;
  if (wire?.kind === "lost-answer") {
    outgoing.destroy();
    return;
  }
  if (wire?.kind === "delay") await wait(wire.milliseconds);
  outgoing.sendDate = response.headers.date === undefined;
  // An answer to HEAD states the length of the body that it does not have.
  outgoing.writeHead(response.status, { "content-length": String(body.length), ...response.headers });
  if (wire?.kind === "reset" || wire?.kind === "truncated")
    await cut(body.subarray(0, wire.bytes), wire.kind, outgoing);
  else if (wire?.kind === "slow") await drip(body, wire.bytesPerSecond, outgoing);
  else outgoing.end(body);
}

/** A reset is abrupt (RST); a truncated body ends in an orderly close that comes too early. */
async function cut(part: Uint8Array, kind: "reset" | "truncated", outgoing: ServerResponse): Promise<void> {
  await new Promise((resolve) => outgoing.write(part, resolve));
  if (kind === "reset") outgoing.socket?.resetAndDestroy();
  else outgoing.socket?.end();
}

const TICKS_PER_SECOND = 10;

async function drip(body: Uint8Array, bytesPerSecond: number, outgoing: ServerResponse): Promise<void> {
  const step = Math.max(1, Math.ceil(bytesPerSecond / TICKS_PER_SECOND));
  for (let offset = 0; offset < body.length && !outgoing.destroyed; offset += step) {
    outgoing.write(body.subarray(offset, offset + step));
    await wait(1000 / TICKS_PER_SECOND);
  }
  outgoing.end();
}
