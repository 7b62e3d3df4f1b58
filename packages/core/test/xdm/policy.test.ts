import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../src/errors.ts";
import { resourceNames } from "../../src/resources.ts";
import { checkPolicy } from "../../src/xdm/check-policy.ts";
import { createPageMapper } from "../../src/xdm/create-page-mapper.ts";
import { loadSchemas } from "../../src/xdm/load-schemas.ts";
import type { MappingRow, PolicyPreset } from "../../src/xdm/mapping.ts";
import type { DatasetKind, MappedRecord, RefusedRecord } from "../../src/xdm/page-mapper.ts";
import type { FieldPolicy } from "../../src/xdm/policy.ts";
import { acmeSchemas, files, pageContext, publishedSample, schemasFolder } from "./schemas.ts";

const schemas = await acmeSchemas();
const set = await loadSchemas(files, schemasFolder);

async function mapObject(
  resource: string,
  object: unknown,
  policy: FieldPolicy,
): Promise<MappedRecord | RefusedRecord> {
  const mapping = await schemas.mapping(resource);
  const datasets = Object.keys(mapping.datasets) as DatasetKind[];
  const rowSchemas = await schemas.rowSchemas(resource, datasets);
  const mapper = createPageMapper({ mapping, datasets, policy, rowSchemas });
  return mapper.mapObject(Buffer.from(JSON.stringify(object)), pageContext);
}

function textOf(record: MappedRecord | RefusedRecord): string {
  if (record.fate === "refused") throw new Error(`${record.path}: ${record.rule}`);
  return record.rows.map(({ bytes }) => Buffer.from(bytes).toString()).join("\n");
}

/** Puts the value at a path, making what is on the way; `[*]` becomes a list of one. */
function plant(object: Record<string, unknown>, path: string, value: unknown): void {
  const steps = path.replaceAll("[*]", ".*").split(".");
  let current: Record<string, unknown> = object;
  steps.forEach((step, index) => {
    const key = step === "*" ? "0" : step;
    const next = steps[index + 1];
    if (next === undefined) current[key] = value;
    else {
      const known = current[key];
      const fits = typeof known === "object" && known !== null && Array.isArray(known) === (next === "*");
      current[key] = fits ? known : next === "*" ? [] : {};
      current = current[key] as Record<string, unknown>;
    }
  });
}

/** Rows whose text stands in the row as it stood in the object. */
const planted = (row: MappingRow): boolean =>
  (row.conversion === "string" || row.conversion === "expandable-id") &&
  row.source?.startsWith("$") === false &&
  !["id", "object"].includes(row.source) &&
  !/currency|status/.test(row.source);

describe.each(resourceNames)("the field policy on %s", (resource) => {
  it.each(["minimal", "marketing", "full"] as const)(
    "sends under %s what it keeps and nothing that it drops",
    async (preset: PolicyPreset) => {
      const mapping = await schemas.mapping(resource);
      const rows = Object.values(mapping.datasets).flatMap((dataset: { rows: readonly MappingRow[] }) => dataset.rows);
      const object = { ...(await publishedSample(resource)) };
      const sources = new Map<string, MappingRow[]>();
      for (const row of rows.filter(planted)) sources.set(row.source!, [...(sources.get(row.source!) ?? []), row]);
      // A path beneath an id is one that needs the id expanded; the id is planted, what lies beneath it cannot be.
      const paths = [...sources.keys()].filter(
        (path) => ![...sources.keys()].some((other) => path.startsWith(`${other}.`)),
      );
      paths.forEach((path, index) => plant(object, path, `canary${index}x`));
      const text = textOf(await mapObject(resource, object, { preset }));
      paths.forEach((path, index) => {
        const kept = sources.get(path)!.some((row) => row.policy?.[preset] === "keep");
        expect([path, text.includes(`"canary${index}x"`)]).toEqual([path, kept]);
      });
      expect(paths.length).toBeGreaterThan(3);
    },
  );
});

describe("the field policy", () => {
  const charge = async () => ({
    ...(await publishedSample("charges")),
    metadata: { order_id: "1001", note: "private" },
  });

  it("drops metadata as a whole", async () => {
    expect(textOf(await mapObject("charges", await charge(), { preset: "minimal" }))).not.toContain("1001");
    expect(textOf(await mapObject("charges", await charge(), { preset: "full" }))).toContain('"order_id":"1001"');
  });

  it("hashes normalised text, and puts the hash of an address only where hashes belong", async () => {
    const object = await charge();
    plant(object, "billing_details.email", " Jenny@Example.COM ");
    const fields = { "charges.billing_details.email": "hash" } as const;
    const text = textOf(await mapObject("charges", object, { preset: "minimal", fields }));
    const hash = createHash("sha256").update("jenny@example.com").digest("hex");
    expect(text).toContain(`"Email_LC_SHA256":[{"id":"${hash}"`);
    expect(text).not.toContain('"Email":');
    expect(text.toLowerCase()).not.toContain("jenny");
    const kept = textOf(
      await mapObject("charges", object, { preset: "minimal", fields: { "billing_details.email": "keep" } }),
    );
    expect(kept).toContain('"Email":[{"id":"jenny@example.com"');
    expect(kept).not.toContain("Email_LC_SHA256");
  });

  it("governs what is beneath a path, the longest path first", async () => {
    const object = await charge();
    plant(object, "payment_method_details.card.last4", "4242");
    const fields = { "payment_method_details.card": "drop", "payment_method_details.card.brand": "keep" } as const;
    const text = textOf(await mapObject("charges", object, { preset: "full", fields }));
    expect(text).not.toContain('"last4"');
    expect(text).toContain('"brand":"visa"');
  });

  it.each([
    ["charges.billing_detials.email", "drop", "charges.billing_detials.email, which is no field"],
    ["customers.billing_details.email", "drop", "customers.billing_details.email, which is no field"],
    ["refunds.amount", "hash", "a hash of amount, which is not a text field"],
  ] as const)("refuses %s: %s before anything is sent", async (path, action, reason) => {
    await expect(checkPolicy(set, { preset: "full", fields: { [path]: action } })).rejects.toMatchObject({
      code: "SAEP-1304",
      message: expect.stringContaining(reason),
    });
  });

  it.each(["receipt_email", "charges.billing_details", "subscriptions.items.data.price.nickname", "refunds.charge"])(
    "takes %s, which governs something",
    async (path) => {
      await expect(checkPolicy(set, { preset: "full", fields: { [path]: "drop" } })).resolves.toBeUndefined();
    },
  );

  it("refuses to hash a number, and to send a card number", async () => {
    await expect(mapObject("charges", await charge(), { preset: "full", fields: { amount: "hash" } })).rejects.toThrow(
      ConfigError,
    );
    const object = await charge();
    plant(object, "metadata.note", "please charge 4242 4242 4242 4242");
    expect(await mapObject("charges", object, { preset: "full" })).toMatchObject({
      fate: "refused",
      path: "metadata",
      code: "SAEP-1302",
    });
    expect((await mapObject("charges", object, { preset: "minimal" })).fate).toBe("mapped");
  });
});

describe("a record", () => {
  it("that is deleted becomes a tombstone: its id, and that it is deleted", async () => {
    const text = textOf(
      await mapObject("customers", { id: "cus_gone", object: "customer", deleted: true }, { preset: "full" }),
    );
    expect(text).toContain('"deleted":true');
    expect(text).toContain('"id":"cus_gone"');
  });

  it("of another kind or of the other mode is refused, with what was found kept for quarantine", async () => {
    const other = await mapObject("customers", { id: "ch_1", object: "charge" }, { preset: "full" });
    expect(other).toMatchObject({ fate: "refused", code: "SAEP-1305", path: "object", id: "ch_1" });
    const live = await mapObject("customers", { id: "cus_1", object: "customer", livemode: true }, { preset: "full" });
    expect(live).toMatchObject({ fate: "refused", code: "SAEP-1305", path: "livemode" });
    if (live.fate === "refused") expect(Buffer.from(live.source).toString()).toContain('"livemode":true');
  });

  it("keeps its digest when only the reading differs, and changes it with what is sent", async () => {
    const mapping = await schemas.mapping("charges");
    const rowSchemas = await schemas.rowSchemas("charges", ["object"]);
    const mapper = createPageMapper({ mapping, datasets: ["object"], policy: { preset: "minimal" }, rowSchemas });
    const digest = (object: unknown, respondedAt: number) => {
      const record = mapper.mapObject(Buffer.from(JSON.stringify(object)), { ...pageContext, respondedAt });
      return record.fate === "mapped" ? [record.rows[0]!.digest, record.rows[0]!.rowId] : [];
    };
    const object = await publishedSample("charges");
    const [first, firstRow] = digest(object, 1_000);
    const [second, secondRow] = digest(object, 2_000);
    expect(second).toBe(first);
    expect(secondRow).not.toBe(firstRow);
    expect(digest({ ...object, amount: 1 }, 1_000)[0]).not.toBe(first);
    expect(digest({ ...object, receipt_email: "not-sent@example.com" }, 1_000)[0]).toBe(first);
  });
});
