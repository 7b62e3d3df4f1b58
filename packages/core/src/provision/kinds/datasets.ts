import { catalog, type NewDataset } from "../../platform/catalog.ts";
import type { PlatformClient } from "../../platform/client.ts";
import type { KindHandler } from "../far-side.ts";
import type { JsonObject } from "../json.ts";

const members =
  "name,description,schemaRef,tags,enableErrorDiagnostics,lastSuccessfulBatch,lastBatchId,lastBatchStatus";

/** Datasets in Catalog. Their tags are merged: replacing them whole would lose the platform's own. */
export function datasetHandler(client: PlatformClient): KindHandler {
  const datasets = catalog(client);
  return {
    list: async () =>
      (await datasets.datasets({ properties: members })).map((dataset) => ({
        id: dataset.id,
        kind: "dataset",
        naturalKey: dataset.name,
        body: dataset as unknown as JsonObject,
        hasData: dataset.lastSuccessfulBatch !== undefined || dataset.lastBatchStatus === "success",
      })),
    create: (body) => datasets.createDataset(body as unknown as NewDataset),
    change: (body, observed) =>
      datasets.mergeDataset(observed.id, {
        enableErrorDiagnostics: body.enableErrorDiagnostics,
        ...(body.tags === undefined ? {} : { tags: body.tags }),
      }),
    remove: (id) => datasets.removeDataset(id),
  };
}
