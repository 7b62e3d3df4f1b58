import type { JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import { isRelational } from "../schema-registry/resource.ts";
import { closureOf } from "../schema-registry/composition-rules.ts";
import type { PlatformSettings } from "../settings.ts";
import type { Batch, Dataset } from "./catalog.ts";

const TIME_SERIES = "https://ns.adobe.com/xdm/data/time-series";

/** Whether the dataset's schema holds facts in time rather than records. */
export function dataBehavior(schemaId: string, sandbox: Sandbox): "record" | "time-series" {
  const schema = sandbox.registry.findById(schemaId);
  if (schema === undefined) return "record";
  if (isRelational(schema)) return schema.body["meta:behaviorType"] === "time-series" ? "time-series" : "record";
  return closureOf(schema, sandbox.registry.findById).includes(TIME_SERIES) ? "time-series" : "record";
}

/** A dataset as Catalog shows it. */
export function datasetView(dataset: Dataset, sandbox: Sandbox, settings: PlatformSettings): JsonObject {
  const live = sandbox.catalog.batchesOf(dataset.id).filter(({ status }) => status === "success");
  const rows = rowCount(dataset, live);
  const bytes = live.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0);
  const user = (client: string): string => `${client}@techacct.adobe.com`;
  return {
    ...dataset.body,
    imsOrg: settings.imsOrg,
    sandboxId: sandbox.id,
    created: dataset.created,
    updated: dataset.updated,
    createdClient: dataset.createdClient,
    createdUser: user(dataset.createdClient),
    updatedUser: user(dataset.updatedClient),
    version: `1.0.${dataset.changes}`,
    viewId: dataset.viewId,
    namespace: "ACP",
    state: "DRAFT",
    basePath: `adl://simulated/datasets/${dataset.id}`,
    files: `@/dataSets/${dataset.id}/views/${dataset.viewId}/files`,
    classification: { dataBehavior: dataBehavior(dataset.schemaId, sandbox), managedBy: "CUSTOMER" },
    ...lastBatches(dataset, sandbox),
    extensions: mergedExtensions(dataset, rows, bytes),
  };
}

function rowCount(dataset: Dataset, live: readonly Batch[]): number {
  if (dataset.relational !== undefined) return dataset.relational.size();
  return live.reduce((sum, { outputRecordCount }) => sum + outputRecordCount, 0);
}

function lastBatches(dataset: Dataset, sandbox: Sandbox): JsonObject {
  const last = dataset.lastBatchId === undefined ? undefined : sandbox.catalog.batches.get(dataset.lastBatchId);
  return {
    ...(last === undefined ? {} : { lastBatchId: last.id, lastBatchStatus: last.status }),
    ...(dataset.lastSuccessfulBatch === undefined ? {} : { lastSuccessfulBatch: dataset.lastSuccessfulBatch }),
    ...(dataset.lastFailedBatch === undefined ? {} : { lastFailedBatch: dataset.lastFailedBatch }),
  };
}

function mergedExtensions(dataset: Dataset, rows: number, bytes: number): JsonObject {
  const given = dataset.body.extensions as JsonObject | undefined;
  const lakeHouse = given?.adobe_lakeHouse as JsonObject | undefined;
  const inProfile = profileTag(dataset).includes("enabled:true");
  return {
    ...given,
    adobe_lakeHouse: { rowExpiration: {}, ...lakeHouse, metrics: { rowCount: rows, storageSize: bytes } },
    adobe_unifiedProfile: {
      metrics: { rowCount: inProfile ? rows - dataset.profileDropped : 0, storageSize: inProfile ? bytes : 0 },
    },
  };
}

/** The words of the `unifiedProfile` tag without blanks: `enabled:true`, `isUpsert:true`. */
export function profileTag(dataset: Dataset): string[] {
  const tags = dataset.body.tags as Record<string, unknown> | undefined;
  const words = tags?.unifiedProfile;
  return Array.isArray(words) ? words.map((word) => String(word).replaceAll(" ", "")) : [];
}
