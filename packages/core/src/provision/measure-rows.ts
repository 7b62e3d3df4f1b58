import { createPageMapper } from "../xdm/create-page-mapper.ts";
import type { SchemaSet } from "../xdm/load-schemas.ts";
import type { DatasetKind, PageContext } from "../xdm/page-mapper.ts";
import type { FieldPolicy } from "../xdm/policy.ts";
import type { ResourceName } from "../resources.ts";
import type { RowSize, RowSizes } from "./budget.ts";
import type { ProvisionSettings } from "./provision-settings.ts";
import { widestRow } from "./widest-row.ts";

/** The samples are of test mode; of the rest only the length counts. */
const context: PageContext = {
  account: "acct_1MrOMkJhs81pa000",
  livemode: false,
  apiVersion: "2025-02-24.acacia",
  respondedAt: 1_800_000_000_000,
  firstSequence: 0,
};

/**
 * Maps the sample object of each resource under the operator's policy and weighs its rows; beside it stands what they could
 * weigh. A folder of schemas without samples gives no sizes.
 */
export async function measureRows(
  schemas: SchemaSet,
  datasets: ProvisionSettings["datasets"],
  policy: FieldPolicy,
): Promise<RowSizes> {
  const tenant = schemas.forTenant("yourtenantid");
  const sizes: { kind: keyof RowSizes; size: RowSize }[] = [];
  for (const [resource, kinds] of Object.entries(datasets) as [ResourceName, readonly DatasetKind[]][]) {
    const sample = await schemas.text(`samples/${resource}/published.json`).catch(() => undefined);
    if (sample === undefined || kinds.length === 0) continue;
    const mapping = await tenant.mapping(resource);
    const rowSchemas = await tenant.rowSchemas(resource, kinds);
    const mapper = createPageMapper({ mapping, datasets: kinds, policy, rowSchemas });
    const mapped = mapper.mapObject(Buffer.from(sample), context);
    if (mapped.fate !== "mapped") continue;
    for (const { dataset, bytes } of mapped.rows) {
      const schema = rowSchemas[dataset];
      const rows = mapping.datasets[dataset]?.rows ?? [];
      const most = schema === undefined ? bytes.length : widestRow(schema, { rows, policy, resource });
      sizes.push({
        kind: dataset === "event" ? "event" : "record",
        size: { resource, bytes: bytes.length, widest: Math.max(bytes.length, most) },
      });
    }
  }
  const largest = (kind: keyof RowSizes): RowSize | undefined => {
    const own = sizes.filter((entry) => entry.kind === kind).map(({ size }) => size);
    const [first] = own.sort((a, b) => b.bytes - a.bytes);
    return first === undefined ? undefined : { ...first, widest: Math.max(...own.map((size) => size.widest)) };
  };
  const [event, record] = [largest("event"), largest("record")];
  return { ...(event === undefined ? {} : { event }), ...(record === undefined ? {} : { record }) };
}
