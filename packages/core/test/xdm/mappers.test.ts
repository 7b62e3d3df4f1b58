import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resourceNames } from "../../src/resources.ts";
import { createInterpretedMapper, createPageMapper, type PageMapperOptions } from "../../src/xdm/create-page-mapper.ts";
import type { DatasetKind, MappedPage, PageMapper } from "../../src/xdm/page-mapper.ts";
import type { PolicyPreset } from "../../src/xdm/mapping.ts";
import { drawObject, mutate, type StripeSchema } from "./generated-objects.ts";
import { acmeSchemas, pageContext, pageOf, publishedSample } from "./schemas.ts";

const schemas = await acmeSchemas();
const presets: readonly PolicyPreset[] = ["minimal", "marketing", "full"];

async function optionsFor(resource: string, preset: PolicyPreset): Promise<PageMapperOptions> {
  const mapping = await schemas.mapping(resource);
  const datasets = Object.keys(mapping.datasets) as DatasetKind[];
  const policy = {
    preset,
    fields: { "charges.billing_details.email": "hash", receipt_email: "hash" } as const,
    promotedKeys: { metadata: ["order_id"] },
  };
  return { mapping, datasets, policy, rowSchemas: await schemas.rowSchemas(resource, datasets) };
}

/** Everything a page gives, rows as text. */
function readable(page: MappedPage): unknown {
  const records = page.records.map((record) => {
    if (record.fate === "refused") return { ...record, source: Buffer.from(record.source).toString() };
    return { ...record, rows: record.rows.map((row) => ({ ...row, bytes: Buffer.from(row.bytes).toString() })) };
  });
  return { ...page, records };
}

function map(mapper: PageMapper, page: Uint8Array): unknown {
  return readable(mapper.mapPage(page, pageContext));
}

/** Pages of three objects: one as the schema has it, two with oddities. */
function drawPage(schema: StripeSchema, object: string, seed: number): Uint8Array {
  const base = { ...drawObject(schema, seed), id: `id_${seed}`, object, livemode: false };
  return pageOf([base, mutate(base, seed + 1), mutate({ ...base, id: `id_${seed}_b` }, seed + 2)], seed % 2 === 0);
}

describe.each(resourceNames)("the mapper of %s", (resource) => {
  it("gives, compiled, what it gives interpreted, byte for byte, over generated and mutated pages", async () => {
    const stripe = (await schemas.body(schemas.manifest.resources[resource]!.stripeSchema)) as StripeSchema;
    const { object } = schemas.manifest.resources[resource]!;
    for (const preset of presets) {
      const options = await optionsFor(resource, preset);
      const compiled = createPageMapper(options);
      const interpreted = createInterpretedMapper(options);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
          const page = drawPage(stripe, object, seed);
          expect(map(compiled, page)).toEqual(map(interpreted, page));
        }),
        { numRuns: 25 },
      );
    }
  });

  it("refuses exactly the rows that ajv refuses", async () => {
    const stripe = (await schemas.body(schemas.manifest.resources[resource]!.stripeSchema)) as StripeSchema;
    const { object } = schemas.manifest.resources[resource]!;
    const options = await optionsFor(resource, "full");
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validators = Object.fromEntries(
      Object.entries(options.rowSchemas).map(([dataset, schema]) => [dataset, ajv.compile(schema)]),
    );
    const checked = createPageMapper(options);
    const unchecked = createPageMapper({ ...options, rowSchemas: {} });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        const page = drawPage(stripe, object, seed);
        const verdicts = checked.mapPage(page, pageContext).records.map(({ fate }) => fate);
        const expected = unchecked.mapPage(page, pageContext).records.map((record) => {
          if (record.fate === "refused") return "refused";
          const valid = record.rows.every(({ dataset, bytes }) =>
            validators[dataset]!(JSON.parse(Buffer.from(bytes).toString())),
          );
          return valid ? "mapped" : "refused";
        });
        expect(verdicts).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it("maps the published sample under every preset, to rows that ajv accepts", async () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const page = pageOf([await publishedSample(resource)]);
    for (const preset of presets) {
      const options = await optionsFor(resource, preset);
      for (const record of createPageMapper(options).mapPage(page, pageContext).records) {
        expect(record.fate).toBe("mapped");
        if (record.fate !== "mapped") continue;
        expect(record.rows.length).toBeGreaterThan(0);
        for (const { dataset, bytes } of record.rows) {
          const validate = ajv.compile(options.rowSchemas[dataset]!);
          expect([validate(JSON.parse(Buffer.from(bytes).toString())), validate.errors]).toEqual([true, null]);
        }
      }
    }
  });
});
