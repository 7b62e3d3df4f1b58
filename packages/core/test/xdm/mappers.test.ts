import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RetryLaterError } from "../../src/errors.ts";
import { resourceNames } from "../../src/resources.ts";
import {
  createCompiledMapper,
  createInterpretedMapper,
  createPageMapper,
  type PageMapperOptions,
} from "../../src/xdm/create-page-mapper.ts";
import type { DatasetKind, MappedPage, PageMapper } from "../../src/xdm/page-mapper.ts";
import type { PolicyPreset } from "../../src/xdm/mapping.ts";
import { drawObject, Draws, mutate, type StripeSchema } from "./generated-objects.ts";
import { spoil, writeOddly } from "./odd-writing.ts";
import { acmeSchemas, pageContext, pageOf, publishedSample } from "./schemas.ts";

const schemas = await acmeSchemas();
const presets: readonly PolicyPreset[] = ["minimal", "marketing", "full"];

async function optionsFor(resource: string, preset: PolicyPreset): Promise<PageMapperOptions> {
  const mapping = await schemas.mapping(resource);
  const datasets = Object.keys(mapping.datasets) as DatasetKind[];
  const policy = {
    preset,
    fields: { "charges.billing_details.email": "hash", receipt_email: "hash" } as const,
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

/** A page that is no JSON gives the error that says so. */
function map(mapper: PageMapper, page: Uint8Array): string {
  try {
    return JSON.stringify(readable(mapper.mapPage(page, pageContext)), null, 1);
  } catch (error) {
    if (error instanceof RetryLaterError) return `${error.code} ${error.message}`;
    throw error;
  }
}

/** Pages of three objects: one as the schema has it, two with oddities. */
function drawPage(schema: StripeSchema, object: string, seed: number): Uint8Array {
  const base = { ...drawObject(schema, seed), id: `id_${seed}`, object, livemode: false };
  return pageOf([base, mutate(base, seed + 1), mutate({ ...base, id: `id_${seed}_b` }, seed + 2)], seed % 2 === 0);
}

/**
 * A page written by hand: indented, compact, or with the oddities that JSON allows; every third is spoilt, so that it is mostly
 * no JSON any more.
 */
function writePage(schema: StripeSchema, object: string, seed: number): Uint8Array {
  const draws = new Draws(seed);
  const data = Array.from({ length: 1 + draws.below(3) }, (_, index) => {
    const base = {
      ...drawObject(schema, seed + index),
      id: `id_${seed}_${index}`,
      object,
      livemode: draws.chance(0.03),
    };
    return draws.chance(0.3) ? mutate(base, seed) : base;
  });
  const list = { object: "list", data, has_more: draws.chance(0.5), url: "/v1/list" };
  const oddity = draws.pick([0, 0.002, 0.01, 0.05]);
  const text = oddity === 0 ? JSON.stringify(list, null, draws.pick([0, 2])) : writeOddly(list, draws, oddity);
  return draws.chance(0.33) ? spoil(Buffer.from(text), draws) : Buffer.from(text);
}

describe.each(resourceNames)("the mapper of %s", (resource) => {
  it("gives the same as the compiled and the interpreted one, byte for byte, however a page is written", async () => {
    const stripe = (await schemas.body(schemas.manifest.resources[resource]!.stripeSchema)) as StripeSchema;
    const { object } = schemas.manifest.resources[resource]!;
    for (const preset of presets) {
      const options = await optionsFor(resource, preset);
      const [transducing, compiled] = [createPageMapper(options), createCompiledMapper(options)];
      const interpreted = createInterpretedMapper(options);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
          const page = writePage(stripe, object, seed);
          const expected = map(compiled, page);
          expect(map(transducing, page)).toBe(expected);
          if (seed % 4 === 0) expect(map(interpreted, page)).toBe(expected);
        }),
        { numRuns: 40 },
      );
    }
  });

  it("gives, compiled, what it gives interpreted, byte for byte, over generated and mutated pages", async () => {
    const stripe = (await schemas.body(schemas.manifest.resources[resource]!.stripeSchema)) as StripeSchema;
    const { object } = schemas.manifest.resources[resource]!;
    for (const preset of presets) {
      const options = await optionsFor(resource, preset);
      const compiled = createCompiledMapper(options);
      const interpreted = createInterpretedMapper(options);
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
          const page = drawPage(stripe, object, seed);
          expect(map(compiled, page)).toBe(map(interpreted, page));
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
