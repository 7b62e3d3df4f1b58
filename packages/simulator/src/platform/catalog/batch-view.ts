import type { JsonObject } from "../json.ts";
import type { Sandbox } from "../sandboxes.ts";
import type { PlatformSettings } from "../settings.ts";
import type { Batch } from "./catalog.ts";

/** A batch as Catalog shows it, without its id, which is the key it stands under. */
export function batchView(batch: Batch, sandbox: Sandbox, settings: PlatformSettings): JsonObject {
  const user = `${batch.createdClient}@techacct.adobe.com`;
  const inputBytes = [...batch.uploads.values()].reduce((sum, { size }) => sum + size, 0);
  const outputBytes = batch.files.reduce((sum, { size }) => sum + size, 0);
  const ended = batch.completed !== undefined;
  return {
    imsOrg: settings.imsOrg,
    sandboxId: sandbox.id,
    created: batch.created,
    updated: batch.updated,
    ...(batch.started === undefined ? {} : { started: batch.started }),
    ...(batch.completed === undefined ? {} : { completed: batch.completed }),
    createdClient: batch.createdClient,
    createdUser: user,
    updatedUser: user,
    ...(batch.externalId === undefined ? {} : { externalId: batch.externalId }),
    status: batch.status,
    version: `1.0.${batch.changes}`,
    ...(ended ? { recordCount: batch.recordCount, failedRecordCount: batch.failedRecordCount, size: outputBytes } : {}),
    errors: batch.errors,
    metrics: ended
      ? {
          inputByteSize: inputBytes,
          inputFileCount: batch.uploads.size,
          inputRecordCount: batch.recordCount,
          outputByteSize: outputBytes,
          outputFileCount: batch.files.length,
          outputRecordCount: batch.outputRecordCount,
          failedRecordCount: batch.failedRecordCount,
          partitionCount: batch.files.length,
        }
      : {},
    relatedObjects: [{ type: "dataSet", id: batch.datasetId }],
    tags: batch.tags,
    replay: batch.replay ?? {},
    inputFormat: batch.inputFormat,
  };
}
