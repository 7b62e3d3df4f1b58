import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { describe, expect, it } from "vitest";
import type { FaultRule } from "../../src/faults.ts";
import { startSimulator } from "../../src/start-simulator.ts";
import type { SendWebhook } from "../../src/stripe/webhook-deliveries.ts";
import type { WorldOptions } from "../../src/world/world.ts";
import { openAccount, type Account } from "./client.ts";

interface Received {
  readonly url: string;
  readonly signature: string;
  readonly body: string;
}

/** An account with somebody at the other end, who answers what `status` says. */
function connect(options: Partial<WorldOptions> & { readonly faults?: readonly FaultRule[] } = {}): {
  account: Account;
  received: Received[];
  answer: { status: number };
} {
  const received: Received[] = [];
  const answer = { status: 200 };
  const sendWebhook: SendWebhook = ({ url, headers, body }) => {
    received.push({ url, signature: headers["stripe-signature"] ?? "", body: new TextDecoder().decode(body) });
    return Promise.resolve({ status: answer.status });
  };
  return { account: openAccount({ ...options, stripe: { sendWebhook } }), received, answer };
}

/** Verified by Stripe's own package, at the moment of the simulated clock. */
function construct(account: Account, { body, signature }: Received, secret: string): Stripe.Event {
  const at = Math.floor(account.clock.now() / 1000);
  return new Stripe("sk_test_fake").webhooks.constructEvent(body, signature, secret, 300, undefined, at * 1000);
}

const url = "http://127.0.0.1:9/stripe";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe("webhook deliveries", () => {
  it("are signed so that Stripe's package takes them, and carry the endpoint's API version", async () => {
    const { account, received } = connect();
    const { body } = await account.post(
      "/v1/webhook_endpoints",
      `url=${url}&enabled_events[]=customer.created&api_version=2025-02-24.acacia`,
    );
    const customer = account.stripe.world.operations.createCustomer();
    account.stripe.world.operations.createCharge();
    expect(await account.stripe.webhooks.deliverDue()).toBe(1);
    const [delivery] = received;
    if (delivery === undefined) throw new Error("nothing was delivered");
    const event = construct(account, delivery, body.secret);
    expect([event.type, event.api_version, event.pending_webhooks]).toEqual([
      "customer.created",
      "2025-02-24.acacia",
      1,
    ]);
    expect((event.data.object as { id: string }).id).toBe(customer);
    expect(() => construct(account, { ...delivery, body: `${delivery.body} ` }, body.secret)).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
    expect(() => construct(account, delivery, "whsec_fakeother")).toThrow(
      Stripe.errors.StripeSignatureVerificationError,
    );
    await account.clock.advance(301_000);
    expect(() => construct(account, delivery, body.secret)).toThrow(/tolerance/);
  });

  it("go to one endpoint when its creation is sent twice with one idempotency key", async () => {
    const { account } = connect();
    const create = (events: string): ReturnType<Account["post"]> =>
      account.post("/v1/webhook_endpoints", `url=${url}&enabled_events[]=${events}`, {
        headers: { "idempotency-key": "once" },
      });
    const first = await create("charge.failed");
    const second = await create("charge.failed");
    expect([second.body, second.headers["idempotent-replayed"]]).toEqual([first.body, "true"]);
    expect((await account.get("/v1/webhook_endpoints")).body.data).toHaveLength(1);
    expect((await create("charge.succeeded")).body.error.type).toBe("idempotency_error");
    await account.clock.advance(24 * HOUR);
    expect((await create("charge.succeeded")).body.id).not.toBe(first.body.id);
  });

  it("carry two signatures while a secret is being rolled", async () => {
    const { account, received } = connect();
    const endpoint = account.stripe.webhookEndpoints.add(url, "whsec_fakeold");
    const young = account.stripe.webhookEndpoints.rollSecret(endpoint.id);
    account.stripe.world.operations.createCustomer();
    await account.stripe.webhooks.deliverDue();
    expect(received[0]?.signature.match(/v1=/g)).toHaveLength(2);
    for (const secret of [young, "whsec_fakeold"])
      expect(construct(account, received[0]!, secret).type).toBe("customer.created");
    account.stripe.webhookEndpoints.endRoll(endpoint.id);
    account.stripe.world.operations.createCustomer();
    await account.stripe.webhooks.deliverDue();
    expect(() => construct(account, received[1]!, "whsec_fakeold")).toThrow();
  });

  it("are tried three times in a few hours in a sandbox, and over three days in live mode", async () => {
    for (const [livemode, attempts, hours] of [
      [false, 3, 3],
      [true, 10, 66],
    ] as const) {
      const { account, received, answer } = connect({ livemode });
      account.stripe.webhookEndpoints.add(url, "whsec_fake");
      answer.status = 500;
      account.stripe.world.operations.createCustomer();
      const started = account.clock.now();
      await account.stripe.webhooks.deliverDue();
      for (let due = account.stripe.webhooks.nextDue(); due !== undefined; due = account.stripe.webhooks.nextDue()) {
        await account.clock.advance(due - account.clock.now());
        await account.stripe.webhooks.deliverDue();
      }
      expect(received).toHaveLength(attempts);
      expect(Math.round((account.clock.now() - started) / HOUR)).toBe(hours);
      const failed = await account.get("/v1/events?delivery_success=false");
      expect(failed.body.data).toHaveLength(1);
      expect(failed.body.data[0].pending_webhooks).toBe(0);
    }
  });

  it("succeed on a later attempt, signed anew", async () => {
    const { account, received, answer } = connect();
    account.stripe.webhookEndpoints.add(url, "whsec_fake");
    answer.status = 503;
    account.stripe.world.operations.createCustomer();
    await account.stripe.webhooks.deliverDue();
    expect((await account.get("/v1/events?limit=1")).body.data[0].pending_webhooks).toBe(1);
    answer.status = 204;
    await account.clock.advance(HOUR);
    await account.stripe.webhooks.deliverDue();
    expect(construct(account, received[1]!, "whsec_fake").type).toBe("customer.created");
    expect((await account.get("/v1/events?delivery_success=false")).body.data).toEqual([]);
    expect(JSON.parse(received[0]?.body ?? "").id).toBe(JSON.parse(received[1]?.body ?? "").id);
  });

  it("can be lost, repeated, reordered and forged", async () => {
    const run = async (name: string): Promise<readonly [Account, Received[], string[]]> => {
      const { account, received } = connect({ faults: [{ name, rate: 0.5 }] });
      account.stripe.webhookEndpoints.add(url, "whsec_fake");
      const made: string[] = [];
      for (let step = 0; step < 40; step += 1) {
        made.push(account.stripe.world.operations.createCustomer());
        await account.clock.advance(1000);
        await account.stripe.webhooks.deliverDue();
      }
      await account.clock.advance(5 * MINUTE);
      await account.stripe.webhooks.deliverDue();
      return [account, received, made];
    };
    const about = (received: readonly Received[]): string[] =>
      received.map(({ body }) => JSON.parse(body).data.object.id as string);
    const [, lost, made] = await run("webhook-lost");
    expect(lost.length).toBeLessThan(made.length);
    const [, repeated] = await run("webhook-repeated");
    expect(repeated.length).toBeGreaterThan(new Set(about(repeated)).size);
    const [, reordered, inOrder] = await run("webhook-reordered");
    expect(about(reordered)).not.toEqual(inOrder);
    expect(about(reordered).sort()).toEqual([...inOrder].sort());
    const [account, forged] = await run("webhook-wrong-signature");
    const { clock } = openAccount();
    expect(clock.now()).toBeLessThan(account.clock.now());
    const outcomes = forged.map((delivery) => {
      const at = Number(/t=(\d+)/.exec(delivery.signature)?.[1]) * 1000;
      try {
        new Stripe("sk_test_fake").webhooks.constructEvent(
          delivery.body,
          delivery.signature,
          "whsec_fake",
          300,
          undefined,
          at,
        );
        return "taken";
      } catch {
        return "refused";
      }
    });
    expect(new Set(outcomes)).toEqual(new Set(["taken", "refused"]));
  });

  it("go to a real server over HTTP", async () => {
    const bodies: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(body);
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const simulator = await startSimulator({ objects: 50, seed: 2, webhookUrl: `http://127.0.0.1:${port}/hook` });
    simulator.world.operations.createCustomer();
    await expect.poll(() => bodies.length).toBe(1);
    expect(JSON.parse(bodies[0] ?? "").type).toBe("customer.created");
    await simulator.stop();
    server.closeAllConnections();
    server.close();
  });
});
