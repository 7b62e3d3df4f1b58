import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

const LARGEST_BODY = 1024 * 1024;

export interface WebhookListener {
  /** Where Stripe, or `stripe listen --forward-to`, sends events. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Takes webhooks on loopback. `receive` gives the status to answer: an event counts as taken only when it resolves. */
export async function listenForWebhooks(
  port: number,
  receive: (body: Uint8Array, signature: string | undefined) => Promise<number>,
): Promise<WebhookListener> {
  const server = createServer((request, response) => {
    void answer(request, receive).then((status) => response.writeHead(status).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/webhooks/stripe/stripe`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  receive: (body: Uint8Array, signature: string | undefined) => Promise<number>,
): Promise<number> {
  if (request.method !== "POST") return 405;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_BODY) return 413;
    chunks.push(chunk as Buffer);
  }
  const signature = request.headers["stripe-signature"];
  return receive(Buffer.concat(chunks), Array.isArray(signature) ? signature[0] : signature);
}
