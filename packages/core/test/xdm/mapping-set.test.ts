import { expect, test } from "vitest";
import { mappingSetFor } from "../../src/xdm/mapping-set.ts";
import type { FieldPolicy } from "../../src/xdm/policy.ts";
import { loadSchemas } from "../../src/xdm/load-schemas.ts";
import { files, schemasFolder } from "./schemas.ts";

const schemas = await loadSchemas(files, schemasFolder);

const destinationsOf = async (resource: string, dataset: "object" | "event", policy: FieldPolicy) => {
  const set = await mappingSetFor(schemas, resource, dataset, policy);
  return new Map(set?.mappings.map((row) => [row.destination, row]));
};

test("without fields of its own, a policy's mapping set is that of its preset", async () => {
  for (const preset of ["minimal", "marketing", "full"] as const) {
    const file = schemas.manifest.resources.charges?.dataPrepByPreset[preset]?.object ?? "";
    const { mappings } = JSON.parse(await schemas.text(file)) as { readonly mappings: unknown };
    expect((await mappingSetFor(schemas, "charges", "object", { preset, fields: {} }))?.mappings).toEqual(mappings);
  }
  expect(await mappingSetFor(schemas, "prices", "event", { preset: "full" })).toBeUndefined();
});

test("single fields are kept, left out or hashed, with everything beneath them", async () => {
  const fields = { "charges.billing_details.address": "keep", description: "drop", customer: "hash" } as const;
  const preset = await destinationsOf("charges", "object", { preset: "minimal" });
  const own = await destinationsOf("charges", "object", { preset: "minimal", fields });
  const at = (path: string): string => `_{TENANT}.charges_data.${path}`;
  expect([...own.keys()].filter((destination) => !preset.has(destination)).toSorted()).toEqual(
    ["city", "country", "line1", "line2", "postal_code", "state"].map((part) => at(`billing_details.address.${part}`)),
  );
  expect(own.has(at("description"))).toBe(false);
  const { source = "" } = preset.get(at("customer")) ?? {};
  expect(own.get(at("customer"))).toMatchObject({
    sourceType: "EXPRESSION",
    source: `sha256(lower(trim(${source})))`,
  });
  expect(own.get(at("amount"))).toEqual(preset.get(at("amount")));
});

test("an identity goes with its field, and is never a hash", async () => {
  const of = async (action: "keep" | "hash" | "drop"): Promise<boolean> =>
    (await destinationsOf("charges", "event", { preset: "full", fields: { customer: action } })).has(
      "identityMap.StripeCustomer",
    );
  expect([await of("keep"), await of("hash"), await of("drop")]).toEqual([true, false, false]);
});
