import { VirtualClock } from "@stripe-aep/simulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlatformClient } from "../../src/platform/client.ts";
import { flowService } from "../../src/platform/flow-service.ts";
import type { Transport } from "../../src/ports/ports.ts";
import { Secret } from "../../src/secret.ts";
import { caller, Desk } from "./desk.ts";

const base = "/data/foundation/flowservice";
let desk: Desk;
beforeAll(async () => (desk = await Desk.open()));
afterAll(() => desk.close());

/** What we speak to Adobe, spoken to what we present as Adobe: both sides follow one contract or one of them errs. */
function speak() {
  const clock = new VirtualClock(0);
  const transport: Transport = {
    send: async ({ method, url, headers, body }) => {
      const { pathname, search } = new URL(url);
      const answer = (status: number, content: unknown) => ({
        status,
        headers: { "content-type": "application/json" },
        body: Buffer.from(JSON.stringify(content)),
      });
      if (pathname.startsWith("/ims/")) return answer(200, { access_token: "fake", expires_in: 3600 });
      expect(headers["x-gw-ims-org-id"]).toBe(caller.imsOrganization);
      const more = headers["if-match"] === undefined ? {} : { ifMatch: headers["if-match"] };
      const given = body === undefined ? undefined : (JSON.parse(Buffer.from(body).toString()) as unknown);
      const { status, body: said } = await desk.call(method, `${pathname.slice(base.length)}${search}`, given, more);
      return answer(status, said);
    },
  };
  const client = createPlatformClient(
    {
      baseUrl: "https://platform.simulated",
      imsUrl: "https://ims.simulated",
      clientId: "fake-client",
      clientSecret: new Secret("p8e-fake"),
      apiKey: "fake-client",
      imsOrganization: caller.imsOrganization,
      sandbox: "prod",
    },
    { clock, random: { next: () => 0.5, bytes: (length) => new Uint8Array(length) }, transport },
  );
  return flowService(client);
}

test("makes, reads, changes and removes an entity", async () => {
  const service = speak();
  const made = await service.create("connections", desk.connectionBody({ name: "spoken" }));
  const entity = await service.get("connections", made.id);
  expect(entity).toMatchObject({ id: made.id, etag: made.etag, name: "spoken" });
  const rename = [{ op: "replace", path: "/name", value: "spoken again" }];
  const changed = await service.update("connections", made, rename);
  expect(changed.etag).not.toBe(made.etag);
  expect((await service.get("connections", made.id))?.name).toBe("spoken again");
  await service.remove("connections", made.id);
  expect(await service.get("connections", made.id)).toBeUndefined();
  await service.remove("connections", made.id);
});

test("a change for a version that somebody else has replaced is refused, and changes nothing", async () => {
  const service = speak();
  const made = await service.create("connections", desk.connectionBody({ name: "mine" }));
  await service.update("connections", made, [{ op: "replace", path: "/description", value: "theirs" }]);
  const late = service.update("connections", made, [{ op: "replace", path: "/description", value: "mine" }]);
  await expect(late).rejects.toMatchObject({ problem: { status: 412 } });
  expect((await service.get("connections", made.id))?.description).toBe("theirs");
});

test("lists everything through as many pages as there are, and only what was asked for", async () => {
  const service = speak();
  const names = Array.from({ length: 130 }, (_, index) => `listed ${String(index).padStart(3, "0")}`);
  for (const name of names) await service.create("connections", desk.connectionBody({ name }));
  const found = await service.list("connections", { property: ["name>=listed 000", "name<=listed 999"] });
  expect(found.map(({ name }) => name).sort()).toEqual(names);
  expect(await service.list("connections", { property: ["name==listed 007"] })).toHaveLength(1);
});
