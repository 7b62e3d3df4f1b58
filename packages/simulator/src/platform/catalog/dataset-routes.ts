import jsonPatch, { type Operation } from "fast-json-patch";
import { json, mediaType, objectBody, parsedBody, problem, type Refusal } from "../exchange.ts";
import { copyOf, isObject, objectIn, textIn, type JsonObject } from "../json.ts";
import { createRelationalIndex } from "../ingestion/relational-index.ts";
import type { Call, Route } from "../router.ts";
import { hasUnionTag, isRelational, type RegistryResource } from "../schema-registry/resource.ts";
import type { Services } from "../services.ts";
import type { Dataset } from "./catalog.ts";
import { catalogList } from "./catalog-query.ts";
import { datasetView, profileTag } from "./dataset-view.ts";

export const CATALOG_BASE = "/data/foundation/catalog";
const PATH = `${CATALOG_BASE}/dataSets`;
const fileFormats = ["", "csv", "text", "parquet", "json", "sequencefile", "avro"];
const SYSTEM_TAG = "adobe/siphon/table/format";

/** `/dataSets`: created, listed, looked up, changed in three ways, deleted. */
export function datasetRoutes(services: Services): Route[] {
  const view = "View Datasets";
  const manage = "Manage Datasets";
  const reference = (dataset: Dataset): string[] => [`@/dataSets/${dataset.id}`];
  const changed = (change: (call: Call, dataset: Dataset) => void) => (call: Call) => {
    const dataset = findDataset(call);
    checkVersion(call, dataset);
    change(call, dataset);
    return json(200, reference(dataset));
  };
  return [
    { method: "GET", path: PATH, permission: view, answer: (call) => json(200, listDatasets(call, services)) },
    {
      method: "POST",
      path: PATH,
      permission: manage,
      answer: (call) => {
        const dataset = createDataset(call, services);
        return json(201, reference(dataset), { location: `https://platform.adobe.io${PATH}/${dataset.id}` });
      },
    },
    {
      method: "GET",
      path: `${PATH}/{id}`,
      permission: view,
      answer: (call) => {
        const dataset = findDataset(call);
        return json(200, { [dataset.id]: datasetView(dataset, call.sandbox, services.settings) });
      },
    },
    {
      method: "PATCH",
      path: `${PATH}/{id}`,
      permission: manage,
      answer: changed((call, dataset) => patchDataset(call, dataset, services)),
    },
    {
      method: "PATCH",
      path: `${CATALOG_BASE}/v2/dataSets/{id}`,
      permission: manage,
      answer: changed((call, dataset) => storeBody(call, dataset, deepMerge(dataset.body, bodyOf(call)), services)),
    },
    {
      method: "PUT",
      path: `${PATH}/{id}`,
      permission: manage,
      answer: changed((call, dataset) =>
        storeBody(
          call,
          dataset,
          { ...bodyOf(call), tags: { ...systemTags(dataset), ...objectIn(bodyOf(call), "tags") } },
          services,
        ),
      ),
    },
    {
      method: "DELETE",
      path: `${PATH}/{id}`,
      permission: manage,
      answer: async (call) => {
        const dataset = findDataset(call);
        await deleteDataset(dataset, call, services);
        return json(200, reference(dataset));
      },
    },
  ];
}

const badRequest = (detail: string): Refusal => problem(400, "BadRequestError", detail);
const bodyOf = (call: Call): JsonObject => objectBody(call.request, badRequest);

function findDataset(call: Call): Dataset {
  const id = call.parameters.id ?? call.parameters.datasetId ?? "";
  const dataset = call.sandbox.catalog.datasets.get(id);
  if (dataset !== undefined) return dataset;
  throw problem(404, "NotFoundError", `Object with id ${id} of type dataSet was not found.`);
}

function listDatasets(call: Call, services: Services): JsonObject {
  const { query } = call.request;
  const entries = [...call.sandbox.catalog.datasets.values()]
    .map((dataset) => [dataset.id, datasetView(dataset, call.sandbox, services.settings)] as const)
    .filter(([, view]) => (query.get("name") === null ? true : view.name === query.get("name")))
    .filter(([, view]) => hasTags(view, query.get("tags")));
  return catalogList(entries, query);
}

/** `tags=unifiedProfile:enabled` matches a word of that tag. */
function hasTags(view: JsonObject, wanted: string | null): boolean {
  if (wanted === null) return true;
  const tags = objectIn(view, "tags") ?? {};
  return wanted.split(",").every((one) => {
    const [name = "", ...value] = one.split(":");
    const words = tags[name];
    return Array.isArray(words) && (value.length === 0 || words.some((word) => String(word).includes(value.join(":"))));
  });
}

function createDataset(call: Call, services: Services): Dataset {
  const given = bodyOf(call);
  const schema = schemaOf(given, call);
  checkBody(given, schema, call);
  const now = services.clock.now();
  const id = services.ids.hex(24);
  const dataset: Dataset = {
    id,
    viewId: services.ids.hex(24),
    schemaId: schema.id,
    body: {
      fileDescription: { persisted: true, containerFormat: "parquet", format: "parquet" },
      ...given,
      schema: `@/xdms/model/${schema.altId}`,
      tags: { ...defaultTags(textIn(given, "name") ?? id), ...objectIn(given, "tags") },
    },
    created: now,
    updated: now,
    createdClient: call.client,
    updatedClient: call.client,
    changes: 0,
    hasData: false,
    lastBatchId: undefined,
    lastSuccessfulBatch: undefined,
    lastFailedBatch: undefined,
    relational: isRelational(schema)
      ? createRelationalIndex(call.sandbox.registry.descriptorsOf(schema.id))
      : undefined,
    droppedColumns: new Map(),
    profileDropped: 0,
  };
  call.sandbox.catalog.datasets.set(id, dataset);
  return dataset;
}

function schemaOf(given: JsonObject, call: Call): RegistryResource {
  const reference = objectIn(given, "schemaRef");
  const id = textIn(reference ?? {}, "id") ?? "";
  const contentType = textIn(reference ?? {}, "contentType") ?? "";
  const schema = call.sandbox.registry.findById(id);
  if (schema?.kind !== "schemas") throw badRequest(`The schema ${id} named by schemaRef.id was not found.`);
  if (!/^application\/vnd\.adobe\.xed(-full)?(-notext)?\+json; ?version=1$/.test(contentType)) {
    throw badRequest(
      `schemaRef.contentType ${contentType} is not valid. Expected application/vnd.adobe.xed+json;version=1`,
    );
  }
  return schema;
}

function checkBody(body: JsonObject, schema: RegistryResource, call: Call): void {
  if (textIn(body, "name") === undefined) throw badRequest("name is required.");
  const format = textIn(objectIn(body, "fileDescription") ?? {}, "format");
  if (format !== undefined && !fileFormats.includes(format)) {
    throw badRequest(`fileDescription.format must be one of ${fileFormats.filter((one) => one !== "").join(", ")}`);
  }
  if (isRelational(schema)) checkRelational(schema, call);
  checkProfile(body, schema);
}

function checkRelational(schema: RegistryResource, call: Call): void {
  const types = call.sandbox.registry.descriptorsOf(schema.id).map(({ body }) => body["@type"]);
  const needed = ["xdm:descriptorPrimaryKey", "xdm:descriptorVersion"];
  if (schema.body["meta:behaviorType"] === "time-series") needed.push("xdm:descriptorTimestamp");
  const missing = needed.filter((type) => !types.includes(type));
  if (missing.length > 0)
    throw badRequest(`The relational schema ${schema.id} lacks the descriptors ${missing.join(", ")}.`);
}

function checkProfile(body: JsonObject, schema: RegistryResource): void {
  const words = profileTag({ body } as Dataset);
  if (words.includes("enabled:true") && !hasUnionTag(schema)) {
    throw badRequest(`The dataset cannot be enabled for Profile: the schema ${schema.id} does not have the union tag.`);
  }
}

/** The tags that the platform gives to every dataset; Query Service's table name is one of them. */
function defaultTags(name: string): JsonObject {
  const table = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return { "adobe/pqs/table": [table], [SYSTEM_TAG]: ["delta"] };
}

function systemTags(dataset: Dataset): JsonObject {
  const tags = objectIn(dataset.body, "tags") ?? {};
  return { "adobe/pqs/table": tags["adobe/pqs/table"], [SYSTEM_TAG]: tags[SYSTEM_TAG] };
}

/** JSON replaces the given members (`tags` as a whole); JSON Patch changes what its paths name. */
function patchDataset(call: Call, dataset: Dataset, services: Services): void {
  if (mediaType(call.request) !== "application/json-patch+json") {
    storeBody(call, dataset, { ...dataset.body, ...bodyOf(call) }, services);
    return;
  }
  const patch = parsedBody(call.request);
  if (!Array.isArray(patch)) throw badRequest("A JSON Patch is an array of operations.");
  try {
    const patched = jsonPatch.applyPatch(copyOf(dataset.body), patch as Operation[], true, false).newDocument;
    storeBody(call, dataset, patched, services);
  } catch (error) {
    if (error instanceof Error && error.name === "Refusal") throw error;
    throw badRequest(
      `The patch cannot be applied: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : ""}`,
    );
  }
}

function storeBody(call: Call, dataset: Dataset, body: JsonObject, services: Services): void {
  if (objectIn(body, "tags")?.[SYSTEM_TAG] === undefined) {
    throw problem(422, "UnprocessableEntity", `Field '${SYSTEM_TAG}' cannot be empty`);
  }
  const schema = schemaOf(body, call);
  if (schema.id !== dataset.schemaId && dataset.hasData)
    throw badRequest("The schema of a dataset with data cannot change.");
  checkBody(body, schema, call);
  dataset.body = body;
  dataset.updated = services.clock.now();
  dataset.updatedClient = call.client;
  dataset.changes += 1;
}

function checkVersion(call: Call, dataset: Dataset): void {
  const wanted = call.request.headers["if-match"]?.replaceAll('"', "");
  if (wanted !== undefined && wanted !== "*" && wanted !== `1.0.${dataset.changes}`) {
    throw problem(
      412,
      "PreconditionFailedError",
      `The version of the dataset is 1.0.${dataset.changes}, not ${wanted}.`,
    );
  }
}

function deepMerge(target: JsonObject, source: JsonObject): JsonObject {
  const merged: JsonObject = { ...target };
  for (const [name, value] of Object.entries(source)) {
    const known = merged[name];
    merged[name] = isObject(value) && isObject(known) ? deepMerge(known, value) : value;
  }
  return merged;
}

async function deleteDataset(dataset: Dataset, call: Call, services: Services): Promise<void> {
  const { catalog } = call.sandbox;
  for (const batch of catalog.batchesOf(dataset.id)) {
    catalog.batches.delete(batch.id);
    if (batch.externalId !== undefined) catalog.batchesByExternalId.delete(batch.externalId);
    await services.files.remove(`${call.sandbox.name}/uploads/${batch.id}`);
  }
  catalog.datasets.delete(dataset.id);
  await services.files.remove(`${call.sandbox.name}/datasets/${dataset.id}`);
}
