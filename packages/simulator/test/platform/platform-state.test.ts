import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/clock.ts";
import { createPlatform, type Platform } from "../../src/platform/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "platform-state-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function open(): Platform {
  return createPlatform({
    clock: systemClock,
    seed: 7,
    dataFolder: join(folder, "data"),
    stateFile: join(folder, "platform.json"),
  });
}

/** Whatever the service answers; the tests know which members it has. */
interface Answer {
  readonly $id: string;
  readonly filter: { readonly custom: boolean }[]["filter"];
}

async function call(platform: Platform, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await platform.handle({
    method,
    target: path,
    headers: {
      authorization: `Bearer ${platform.token}`,
      "x-api-key": platform.apiKey,
      "x-gw-ims-org-id": platform.imsOrg,
      "x-sandbox-name": platform.sandbox,
      accept: "application/vnd.adobe.xed-id+json",
      "content-type": "application/json",
    },
    body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
  });
  expect(response.status).toBeLessThan(300);
  return JSON.parse(Buffer.from(response.body).toString() || "null") as Answer;
}

const registry = "/data/foundation/schemaregistry/tenant";
const newClass = (title: string) => ({
  title,
  description: title,
  type: "object",
  allOf: [{ $ref: "https://ns.adobe.com/xdm/data/record" }],
});

describe("a platform with a state file", () => {
  it("knows after a restart what it knew before", async () => {
    const first = open();
    await call(first, "POST", `${registry}/classes`, newClass("Price"));
    await call(first, "POST", "/data/core/idnamespace/identities", {
      code: "StripePrice",
      name: "Stripe Price",
      idType: "NON_PEOPLE",
    });
    const classes = await call(first, "GET", `${registry}/classes`);
    await first.control.save();

    const second = open();
    expect(await call(second, "GET", `${registry}/classes`)).toEqual(classes);
    const namespaces = await call(second, "GET", "/data/core/idnamespace/identities");
    expect(namespaces.filter(({ custom }) => custom)).toHaveLength(1);
  });

  it("gives no id twice", async () => {
    const ids = new Set<string>();
    for (let opening = 0; opening < 3; opening += 1) {
      const platform = open();
      ids.add((await call(platform, "POST", `${registry}/classes`, newClass(`Class ${opening}`))).$id);
      await platform.control.save();
    }
    expect(ids.size).toBe(3);
  });

  it("writes by itself soon after a change, and in one piece", async () => {
    await call(open(), "POST", `${registry}/classes`, newClass("Price"));
    await expect
      .poll(
        async () => JSON.parse(await readFile(join(folder, "platform.json"), "utf8")).sandboxes.prod.resources.length,
      )
      .toBe(1);
  });

  it("refuses a file that it cannot have written", async () => {
    await writeFile(join(folder, "platform.json"), '{"version": 9}');
    expect(open).toThrow("SAEP-3003");
  });
});
