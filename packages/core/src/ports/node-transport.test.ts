import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { NodeTransport } from "./node-transport.ts";
import { TransportError } from "./ports.ts";

const text = JSON.stringify({
  object: "list",
  data: Array.from({ length: 500 }, (_, index) => ({ id: `ch_${index}` })),
});
let server: Server | undefined;
const transport = new NodeTransport();

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  await transport.close();
  server?.closeAllConnections();
  server?.close();
});

async function get(url: string, timeoutMilliseconds = 5_000, signal?: AbortSignal): Promise<string> {
  const request = { method: "GET", url, headers: {}, timeoutMilliseconds, ...(signal === undefined ? {} : { signal }) };
  return Buffer.from((await transport.send(request)).body).toString();
}

async function failure(answer: Promise<unknown>): Promise<TransportError> {
  const error: unknown = await answer.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TransportError);
  return error as TransportError;
}

describe("NodeTransport", () => {
  it.each([
    ["gzip", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["identity", Buffer.from(text)],
  ])("undoes content-encoding %s", async (encoding, bytes) => {
    const url = await serve((_, answer) => answer.writeHead(200, { "content-encoding": encoding }).end(bytes));
    expect(await get(url)).toBe(text);
  });

  it("keeps connections alive between requests", async () => {
    const ports = new Set<number | undefined>();
    const url = await serve((request, answer) => {
      ports.add(request.socket.remotePort);
      answer.end("{}");
    });
    for (let count = 0; count < 10; count += 1) await get(url);
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it("hands a request body and headers over and returns status and joined headers", async () => {
    const url = await serve((request, answer) => {
      void request.toArray().then((chunks: Buffer[]) => {
        answer.setHeader("x-many", ["a", "b"]);
        answer.statusCode = 418;
        answer.end(
          `${request.method} ${request.url} ${String(request.headers["x-own"])} ${Buffer.concat(chunks).toString()}`,
        );
      });
    });
    const answer = await transport.send({
      method: "POST",
      url: `${url}/path?a=1&b[]=2`,
      headers: { "x-own": "mine" },
      body: Buffer.from("body"),
      timeoutMilliseconds: 5_000,
    });
    expect(answer.status).toBe(418);
    expect(answer.headers["x-many"]).toBe("a, b");
    expect(Buffer.from(answer.body).toString()).toBe("POST /path?a=1&b[]=2 mine body");
  });

  it("never returns a short body: a body shorter than its content-length is a truncated answer", async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, { "content-length": text.length });
      answer.write(text.slice(0, 700), () => answer.destroy());
    });
    expect((await failure(get(url))).kind).toBe("truncated");
  });

  it("never returns a short body: a chunked body without its end is a truncated answer", async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200);
      answer.write(text.slice(0, 700), () => answer.destroy());
    });
    expect((await failure(get(url))).kind).toBe("truncated");
  });

  it("never returns a short body: a gzip stream cut in the middle is a truncated answer", async () => {
    const cut = gzipSync(text).subarray(0, 200);
    const url = await serve((_, answer) => answer.writeHead(200, { "content-encoding": "gzip" }).end(cut));
    expect((await failure(get(url))).kind).toBe("truncated");
  });

  it("tells a refused connection, which surely did nothing, from a broken one, which may have", async () => {
    const url = await serve((request) => request.socket.destroy());
    const broken = await failure(get(url));
    expect([broken.kind, broken.mayHaveBeenCarriedOut]).toEqual(["reset", true]);
    server?.close();
    await once(server!, "close");
    const refused = await failure(get(url));
    expect([refused.kind, refused.mayHaveBeenCarriedOut]).toEqual(["connect", false]);
  });

  it("gives up when the whole answer has not come in time, also when the body trickles", async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(200, { "content-length": 100 });
      answer.write("{");
    });
    const error = await failure(get(url, 60));
    expect(error.kind).toBe("timeout");
    expect(error.message).toContain("60 ms");
  });

  it("stops when the caller aborts", async () => {
    const controller = new AbortController();
    const url = await serve(() => {
      controller.abort();
    });
    expect((await failure(get(url, 5_000, controller.signal))).kind).toBe("aborted");
  });
});
