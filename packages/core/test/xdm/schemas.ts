import { fileURLToPath } from "node:url";
import { nodePorts } from "../../src/node.ts";
import type { PageContext } from "../../src/xdm/page-mapper.ts";
import { loadSchemas } from "../../src/xdm/load-schemas.ts";

export const schemasFolder = fileURLToPath(new URL("../../../../schemas", import.meta.url));

export const files = nodePorts({ stateFolder: schemasFolder }).files;

/** The generated schemas of this repository, for the tenant `acme`. */
export async function acmeSchemas() {
  return (await loadSchemas(files, schemasFolder)).forTenant("acme");
}

export async function publishedSample(resource: string): Promise<Record<string, unknown>> {
  const bytes = await files.read(`${schemasFolder}/samples/${resource}/published.json`);
  return JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
}

export const pageContext: PageContext = {
  account: "acct_1fake",
  livemode: false,
  apiVersion: "2025-02-24.acacia",
  respondedAt: 1_700_000_000_000,
  firstSequence: 7,
};

export function pageOf(objects: readonly unknown[], hasMore = false): Uint8Array {
  return Buffer.from(JSON.stringify({ object: "list", data: objects, has_more: hasMore, url: "/v1/list" }, null, 2));
}
