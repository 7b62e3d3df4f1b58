import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataPrep, type NewMappingSet } from "../../src/platform/data-prep.ts";
import { resourceNames } from "../../src/resources.ts";
import { createPageMapper } from "../../src/xdm/create-page-mapper.ts";
import type { PolicyPreset } from "../../src/xdm/mapping.ts";
import { loadSchemas, type TenantSchemas } from "../../src/xdm/load-schemas.ts";
import type { DatasetKind } from "../../src/xdm/page-mapper.ts";
import { registerSchema } from "../moved-account.ts";
import { simulatedSystems, type SimulatedSystems } from "../simulated-systems.ts";
import { drawObject, type StripeSchema } from "./generated-objects.ts";
import { files, pageContext, pageOf, publishedSample, schemasFolder } from "./schemas.ts";

type Row = Record<string, unknown>;

let systems: SimulatedSystems;
let schemas: TenantSchemas;
const registered = new Map<string, string>();

beforeAll(async () => {
  systems = await simulatedSystems({ objects: 50, seed: 1 });
  schemas = (await loadSchemas(files, schemasFolder)).forTenant(systems.tenantId);
});

afterAll(() => systems.stop());

/** What only the connector knows: row ids, versions, account and mode, and the time of facts that have none of their own. */
function withoutContext(row: Row): unknown {
  const { _id: _rowId, timestamp: _time, ...rest } = structuredClone(row);
  const tenant = rest[`_${systems.tenantId}`] as Record<string, Row> | undefined;
  delete tenant?.stripe_record;
  for (const name of ["account", "livemode"]) Reflect.deleteProperty(tenant?.stripe_event ?? {}, name);
  return rest;
}

/** Times as the moments they are, however they are written; an empty text, which Data Prep copies, counts as absent. */
function canonical(value: unknown): unknown {
  if (typeof value === "string")
    return /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value || undefined;
  if (Array.isArray(value)) return value.map(canonical).filter((item) => item !== undefined);
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const fields = Object.entries(value).map(([name, field]) => [name, canonical(field)] as const);
  const kept = fields.filter(([, field]) => field !== undefined);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

async function mappingSet(resource: string, dataset: DatasetKind, preset: PolicyPreset): Promise<NewMappingSet> {
  const byPreset = schemas.manifest.resources[resource]!.dataPrepByPreset[preset]!;
  const body = (await schemas.body(byPreset[dataset]!)) as NewMappingSet;
  const id = await registerSchema(systems, schemas, { resource, dataset }, registered);
  return { ...body, outputSchema: { schemaRef: { ...body.outputSchema.schemaRef, id } } };
}

const cases = resourceNames.flatMap((resource) =>
  (["object", "event"] as const).flatMap((dataset) => ({ resource, dataset })),
);

describe("the platform's own mapper, run on the generated mapping sets, gives what ours gives", () => {
  it.each(cases)("$resource, $dataset dataset", async ({ resource, dataset }) => {
    const { datasets, object, stripeSchema } = schemas.manifest.resources[resource]!;
    if (datasets[dataset] === undefined) return;
    const schema = (await schemas.body(stripeSchema)) as StripeSchema;
    const drawn = Array.from({ length: 25 }, (_, seed) => ({
      ...drawObject(schema, seed),
      object,
      id: `id_${seed}`,
      livemode: false,
    }));
    const objects = [await publishedSample(resource), ...drawn];
    const mapping = await schemas.mapping(resource);
    const rowSchemas = await schemas.rowSchemas(resource, [dataset]);
    let compared = 0;
    for (const preset of ["minimal", "marketing", "full"] as const) {
      const set = await mappingSet(resource, dataset, preset);
      const mapper = createPageMapper({ mapping, datasets: [dataset], policy: { preset }, rowSchemas });
      const { records } = mapper.mapPage(pageOf(objects), pageContext);
      for (const [index, record] of records.entries()) {
        // A record becomes one event there, the first fact that holds; here it becomes one for each.
        const row = record.fate === "mapped" ? record.rows[0] : undefined;
        if (row === undefined) continue;
        const preview = await dataPrep(systems.platform).preview(objects[index]!, set);
        const ours = withoutContext(JSON.parse(Buffer.from(row.bytes).toString()) as Row);
        expect(canonical(withoutContext(preview.data as Row))).toEqual(canonical(ours));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(dataset === "object" ? 50 : 2);
  });
});
