import type { ConnectorConfig } from "./config.ts";
import type { StreamFlow, StreamFlows } from "./pipeline/streaming-service.ts";
import { streamConnectionKey, streamFlowKey } from "./provision/desired-streams.ts";
import { datasetKey } from "./provision/desired-state.ts";
import { resourceNames } from "./resources.ts";
import type { Store } from "./state/open-store.ts";
import { listProvisioned } from "./state/provisioned.ts";
import type { SchemaSet } from "./xdm/load-schemas.ts";

/** The streaming connection that apply made and the flows behind it; undefined when there is none. */
export async function findStreams(parts: {
  readonly config: ConnectorConfig;
  readonly store: Store;
  readonly schemas: SchemaSet;
}): Promise<StreamFlows | undefined> {
  const made = new Map(
    (await listProvisioned(parts.store.database)).map((row) => [row.provision_key, row.platform_id]),
  );
  const connectionId = made.get(streamConnectionKey);
  if (connectionId === undefined) return undefined;
  const byDataset = new Map<string, StreamFlow>();
  for (const resource of resourceNames) {
    for (const dataset of parts.config.datasets[resource] ?? []) {
      const schema = parts.schemas.manifest.resources[resource]?.datasets[dataset]?.schema ?? "";
      const [datasetId, schemaId] = [made.get(datasetKey(resource, dataset)), made.get(schema)];
      const flowId = made.get(streamFlowKey(resource, dataset));
      if (datasetId === undefined || schemaId === undefined || flowId === undefined) continue;
      byDataset.set(datasetId, { flowId, schemaId });
    }
  }
  return { connectionId, byDataset };
}
