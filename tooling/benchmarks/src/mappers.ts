import {
  createPageMapper,
  loadSchemas,
  type DatasetKind,
  type PageContext,
  type PageMapper,
  type TenantSchemas,
} from "@stripe-aep/core";
import { nodePorts } from "@stripe-aep/core/node";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Pages, Resource } from "./pages.ts";

export const schemasFolder = dirname(fileURLToPath(import.meta.resolve("@stripe-aep/schemas/manifest.json")));

/** The generated schemas, for one tenant. */
export async function tenantSchemas(): Promise<TenantSchemas> {
  const { files } = nodePorts({ stateFolder: schemasFolder });
  return (await loadSchemas(files, schemasFolder)).forTenant("acme");
}

/** The mapper as the connector runs it: default policy, checks, free-text scan, digest and encoding inside. */
export async function mapperOf(
  resource: Resource,
  datasets: readonly DatasetKind[],
  checked = true,
): Promise<PageMapper> {
  const schemas = await tenantSchemas();
  return createPageMapper({
    mapping: await schemas.mapping(resource),
    datasets,
    policy: { preset: "minimal" },
    rowSchemas: checked ? await schemas.rowSchemas(resource, datasets) : {},
  });
}

/** Maps every page once; a refused record would make the figure meaningless, so it is an error. */
export function mapAll(mapper: PageMapper, pages: Pages): void {
  const context: PageContext = {
    account: pages.account,
    livemode: false,
    apiVersion: pages.apiVersion,
    respondedAt: 1,
    firstSequence: 0,
  };
  for (const body of pages.bodies) {
    const refused = mapper.mapPage(body, context).records.find(({ fate }) => fate === "refused");
    if (refused !== undefined) throw new Error(`${refused.id} was refused: a benchmark of refusals says nothing`);
  }
}
