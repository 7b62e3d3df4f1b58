import { json, problem } from "../exchange.ts";
import type { JsonObject } from "../json.ts";
import type { Call, Route } from "../router.ts";
import type { Services } from "../services.ts";
import type { Batch } from "./catalog.ts";
import { batchView } from "./batch-view.ts";
import { catalogList } from "./catalog-query.ts";
import { CATALOG_BASE } from "./dataset-routes.ts";

/** `/batches` and `/lastBatches`: what has become of what was sent. */
export function batchRoutes(services: Services): Route[] {
  const permission = "View Datasets";
  return [
    {
      method: "GET",
      path: `${CATALOG_BASE}/batches`,
      permission,
      answer: (call) => json(200, listBatches(call, services)),
    },
    {
      method: "GET",
      path: `${CATALOG_BASE}/batches/{id}`,
      permission,
      answer: (call) => {
        const id = call.parameters.id ?? "";
        const batch = call.sandbox.catalog.batches.get(id);
        if (batch === undefined)
          throw problem(404, "NotFoundError", `Object with id ${id} of type batch was not found.`);
        return json(200, { [id]: batchView(batch, call.sandbox, services.settings) });
      },
    },
    {
      method: "GET",
      path: `${CATALOG_BASE}/lastBatches`,
      permission,
      answer: (call) => json(200, lastBatches(call, services)),
    },
  ];
}

/** What a query parameter keeps; the names are Adobe's. */
const filters: Readonly<Record<string, (batch: Batch, value: string) => boolean>> = {
  dataSet: (batch, value) => batch.datasetId === value,
  status: (batch, value) => value.toLowerCase().split(",").includes(batch.status),
  externalId: (batch, value) => batch.externalId === value,
  batch: (batch, value) => batch.id === value,
  createdAfter: (batch, value) => batch.created >= timeOf(value),
  createdBefore: (batch, value) => batch.created <= timeOf(value),
  startAfter: (batch, value) => (batch.started ?? 0) >= timeOf(value),
  startBefore: (batch, value) => (batch.started ?? Number.POSITIVE_INFINITY) <= timeOf(value),
  endAfter: (batch, value) => (batch.completed ?? 0) >= timeOf(value),
  endBefore: (batch, value) => (batch.completed ?? Number.POSITIVE_INFINITY) <= timeOf(value),
};

function timeOf(value: string): number {
  return /^\d+$/.test(value) ? Number(value) : Date.parse(value);
}

function listBatches(call: Call, services: Services): JsonObject {
  const { query } = call.request;
  const wanted = Object.entries(filters).filter(([name]) => query.has(name));
  // Newest first unless the caller says otherwise.
  const batches = [...call.sandbox.catalog.batches.values()]
    .filter((batch) => wanted.every(([name, keeps]) => keeps(batch, query.get(name) ?? "")))
    .toSorted((first, second) => second.created - first.created || (first.id < second.id ? 1 : -1));
  return catalogList(
    batches.map((batch) => [batch.id, batchView(batch, call.sandbox, services.settings)] as const),
    query,
  );
}

function lastBatches(call: Call, services: Services): JsonObject {
  const wanted = (call.request.query.get("dataSetId") ?? call.request.query.get("dataSet") ?? "").split(",");
  const { catalog } = call.sandbox;
  const entries = wanted.flatMap((id) => {
    const dataset = catalog.datasets.get(id);
    if (dataset === undefined) return [];
    const last = dataset.lastBatchId === undefined ? undefined : catalog.batches.get(dataset.lastBatchId);
    const view: JsonObject = {
      lastBatchId: last?.id,
      lastBatchStatus: last?.status,
      lastSuccessfulBatchId: dataset.lastSuccessfulBatch,
      lastFailedBatch: dataset.lastFailedBatch,
      imsOrg: services.settings.imsOrg,
      created: dataset.created,
      updated: dataset.updated,
    };
    return [[id, view] as const];
  });
  return Object.fromEntries(entries);
}
