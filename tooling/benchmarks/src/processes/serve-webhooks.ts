import { createConnector, Secret } from "@stripe-aep/core";
import { nodePorts } from "@stripe-aep/core/node";
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { schemasFolder } from "../mappers.ts";
import { answerQuestions } from "./child.ts";
import { spentSince, startSpending } from "./spending.ts";

/** How a request is answered before its 200. */
export type WebhookMode = "stored" | "acknowledged" | "stored one by one";

export type WebhookQuestion =
  { readonly serve: { readonly folder: string; readonly secret: string } } | { readonly count: true };

export interface WebhookAnswer {
  readonly url: string;
  /** Microseconds of CPU since the last question. */
  readonly cpu: number;
}

let started = startSpending();
let url = "";

answerQuestions<WebhookQuestion, WebhookAnswer>(async (question) => {
  if ("serve" in question) url = await serve(question.serve);
  const { cpu } = spentSince(started);
  started = startSpending();
  return { url, cpu };
});

/** One server with the three ways at three paths, so that they share everything else. */
async function serve({ folder, secret }: { readonly folder: string; readonly secret: string }): Promise<string> {
  const receive = await openInbox(folder, secret);
  let last: Promise<void> = Promise.resolve();
  const ways: Readonly<Record<string, (body: Buffer, signature: string) => Promise<void>>> = {
    "/stored": receive,
    "/acknowledged": async (body, signature) => verify(body, signature, secret),
    "/stored%20one%20by%20one": (body, signature) => (last = last.then(() => receive(body, signature))),
  };
  const server = createServer({ noDelay: true }, (request, response) => {
    void (async () => {
      try {
        await ways[request.url ?? ""]?.(await read(request), String(request.headers["stripe-signature"]));
        response.writeHead(200, { "content-length": 0 }).end();
      } catch (error) {
        response.writeHead(500).end(error instanceof Error ? error.message : "");
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The connector's own way: signature, group commit, durable. */
async function openInbox(folder: string, secret: string): Promise<(body: Buffer, signature: string) => Promise<void>> {
  const nowhere = "http://127.0.0.1:9";
  const fake = new Secret("fake");
  const connector = await createConnector(
    {
      stripe: {
        baseUrl: nowhere,
        apiVersion: "2025-02-24.acacia",
        credential: { kind: "key", key: new Secret("sk_test_fakebenchmark") },
        account: "acct_benchmark",
        webhookSecrets: { shop: [new Secret(secret)] },
      },
      platform: {
        baseUrl: nowhere,
        imsUrl: nowhere,
        clientId: "fake",
        clientSecret: fake,
        apiKey: "fake",
        imsOrganization: "fake",
        sandbox: "fake",
      },
      state: { store: { kind: "sqlite", file: join(folder, "state.db") }, spoolFolder: join(folder, "spool") },
      schemasFolder,
      datasets: { charges: ["object"] },
      policy: { preset: "minimal" },
    },
    nodePorts({ stateFolder: folder }),
  );
  return async (body, signature) => {
    await connector.receiveWebhook(body, signature, "shop");
  };
}

/** The least that an endpoint without a store does: is it from Stripe, and is it an event? */
function verify(body: Buffer, signature: string, secret: string): void {
  const parts = new Map(signature.split(",").map((part) => part.split("=", 2) as [string, string]));
  const expected = createHmac("sha256", secret)
    .update(`${parts.get("t") ?? ""}.`)
    .update(body)
    .digest();
  const given = Buffer.from(parts.get("v1") ?? "", "hex");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Error("not from Stripe");
  if ((JSON.parse(body.toString()) as { object?: string }).object !== "event") throw new Error("no event");
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
