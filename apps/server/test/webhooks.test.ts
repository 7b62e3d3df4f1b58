import { createHmac } from "node:crypto";
import { request } from "node:http";
import { Agent } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Loose, ServerUnderTest, until } from "./running-server.ts";

let server: ServerUnderTest;
let connection = "";
const secret = "whsec_fakeSecretOfTheTest";

beforeAll(async () => {
  server = await ServerUnderTest.start();
  const { body } = await server.v1("POST", "/connections", {
    name: "Stripe",
    accessToken: server.running.reach.stripeKey,
    webhookSecrets: [secret],
  });
  connection = body.id;
});
afterAll(() => server.stop());

function event(id: string, created = Math.floor(Date.now() / 1000)): Buffer {
  const object = { id: "cus_storm", object: "customer" };
  return Buffer.from(
    JSON.stringify({
      id,
      object: "event",
      api_version: "2025-02-24.acacia",
      created,
      livemode: false,
      type: "customer.updated",
      data: { object },
    }),
  );
}

function sign(body: Uint8Array, key = secret, seconds = Math.floor(Date.now() / 1000)): string {
  return `t=${seconds},v1=${createHmac("sha256", key).update(`${seconds}.`).update(body).digest("hex")}`;
}

const agent = new Agent({ keepAlive: true, maxSockets: 100 });

/** One delivery over a connection that is kept, as Stripe's are. */
function deliver(body: Buffer, signature: string, id = connection): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": "application/json",
      "content-length": body.length,
      "stripe-signature": signature,
    };
    const sent = request(`${server.url}/webhooks/stripe/${id}`, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.on("end", () => resolve({ status: response.statusCode ?? 0 }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

async function waiting(): Promise<number> {
  const rows = await server.running.service.store.database.selectFrom("inbox").select("event_id").execute();
  return rows.length;
}

describe("webhooks", () => {
  it("are kept before they are acknowledged, once", async () => {
    const body = event("evt_one");
    expect((await deliver(body, sign(body))).status).toBe(200);
    expect(await waiting()).toBe(1);
    expect((await deliver(body, sign(body))).status).toBe(200);
    expect(await waiting()).toBe(1);
  });

  const refused = [
    ["another secret", (body: Buffer) => sign(body, "whsec_fakeOther"), 400],
    ["an old signature", (body: Buffer) => sign(body, secret, Math.floor(Date.now() / 1000) - 301), 400],
    ["no signature", () => "", 400],
    ["a signature of other bytes", () => sign(Buffer.from("{}")), 400],
  ] as const;
  for (const [what, signature, status] of refused) {
    it(`with ${what} are refused and not kept`, async () => {
      const body = event("evt_refused");
      expect((await deliver(body, signature(body))).status).toBe(status);
      expect(await waiting()).toBe(1);
    });
  }

  it("to nobody, too large ones, and ones that are no events, are refused", async () => {
    const body = event("evt_two");
    expect((await deliver(body, sign(body), "none")).status).toBe(404);
    const large = Buffer.alloc(1024 * 1024 + 1, 32);
    expect((await deliver(large, sign(large))).status).toBe(413);
    const garbage = Buffer.from("not json");
    expect((await deliver(garbage, sign(garbage))).status).toBe(400);
  });

  it("are accepted with either secret while one is being rolled", async () => {
    await server.v1("POST", `/connections/${connection}/rotate`, { webhookSecrets: ["whsec_fakeNewer", secret] });
    await until(
      async () => {
        const body = event(`evt_roll${Math.random()}`);
        return (await deliver(body, sign(body, "whsec_fakeNewer"))).status;
      },
      (status) => status === 200,
    );
    const body = event("evt_old_secret");
    expect((await deliver(body, sign(body))).status).toBe(200);
  });

  it("come as a storm of 3,000 at once over 100 connections, and all are kept", async () => {
    const before = await waiting();
    const storm = 3000;
    const statuses = new Map<number, number>();
    await Promise.all(
      Array.from({ length: storm }, async (_, index) => {
        const body = event(`evt_storm_${index}`);
        const { status } = await deliver(body, sign(body));
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }),
    );
    expect(Object.fromEntries(statuses)).toEqual({ 200: storm });
    expect((await waiting()) - before).toBe(storm);
  });

  it("lead to the changed object in the dataset within seconds, by the endpoint that registers itself", async () => {
    const set = await server.v1("POST", "/set-up", { connectionId: connection });
    await until(
      () => server.v1("GET", `/operations/${set.body.id}`),
      ({ body }) => body.state === "succeeded",
    );
    await until(
      () => server.v1("GET", "/flows"),
      ({ body }) => body.items.length === 6 && body.items.every((flow: Loose) => flow.lastRun?.status === "succeeded"),
    );
    await server.v1("POST", `/connections/${connection}/webhook`);
    const rows = async (): Promise<string> => {
      const { url } = { url: server.running.sandbox!.controlUrl };
      const { datasets } = (await (await fetch(`${url}/platform/datasets`)).json()) as {
        datasets: { id: string; name: string }[];
      };
      const customers = datasets.find(({ name }) => /customers/i.test(name));
      return (await fetch(`${url}/platform/datasets/${customers?.id}`)).text();
    };
    const before = (await rows()).split("\n").length;
    const batches = async (): Promise<number> => (await server.v1("GET", "/overview")).body.budget.batchesToday;
    const batchesBefore = await batches();
    const made = await fetch(`${server.running.sandbox!.controlUrl}/operations/createCustomer`, {
      method: "POST",
      body: "{}",
    });
    expect(made.status).toBe(200);
    await until(rows, (text) => text.split("\n").length > before);
    // By streaming: no batch was made for it.
    expect(await batches()).toBe(batchesBefore);
  });
});
