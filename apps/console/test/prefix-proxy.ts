import { createServer, request } from "node:http";

export interface PrefixProxy {
  /** Ends in a slash. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A reverse proxy that publishes a server under a path, as organisations do; outside the path there is nothing. */
export async function startPrefixProxy(target: string, prefix: string): Promise<PrefixProxy> {
  const { hostname, port } = new URL(target);
  const server = createServer((incoming, answer) => {
    const path = incoming.url ?? "/";
    if (!path.startsWith(`${prefix}/`)) {
      answer.writeHead(404).end();
      return;
    }
    const { method = "GET", headers } = incoming;
    const outgoing = request({ hostname, port, method, headers, path: path.slice(prefix.length) }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(answer);
    });
    outgoing.on("error", () => answer.destroy());
    answer.on("close", () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const own = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${own}${prefix}/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
