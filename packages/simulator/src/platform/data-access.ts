import type { SimulatedResponse } from "../request.ts";
import type { Batch, StoredFile } from "./catalog/catalog.ts";
import { bytes, empty, json, problem, type Refusal } from "./exchange.ts";
import { liveRows } from "./ingestion/live-rows.ts";
import { uploadPlace } from "./ingestion/read-batch.ts";
import type { JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import type { Services } from "./services.ts";
import { readWhole } from "./storage/file-store.ts";

const BASE = "/data/foundation/export";
const PUBLIC = `https://platform.adobe.io${BASE}`;
const PAGE = 100;

const notFound = (detail: string): Refusal => problem(404, "NotFoundError", detail);

/** Reads back what lies in the lake, and why rows do not. */
export function dataAccessRoutes(services: Services): Route[] {
  const permission = "View Datasets";
  return [
    {
      method: "GET",
      path: `${BASE}/batches/{batchId}/files`,
      permission,
      answer: (call) => json(200, batchFiles(call)),
    },
    { method: "GET", path: `${BASE}/batches/{batchId}/meta`, permission, answer: (call) => batchMeta(call, services) },
    {
      method: "GET",
      path: `${BASE}/batches/{batchId}/failed`,
      permission,
      answer: (call) => failedFiles(call, services),
    },
    { method: "GET", path: `${BASE}/files/{fileId}`, permission, answer: (call) => readFile(call, services) },
    { method: "HEAD", path: `${BASE}/files/{fileId}`, permission, answer: (call) => headFile(call) },
    {
      method: "GET",
      path: `${BASE}/datasets/{datasetId}/preview`,
      permission,
      answer: async (call) => json(200, await previewDataset(call, services)),
    },
  ];
}

function findBatch(call: Call): Batch {
  const id = call.parameters.batchId ?? "";
  const batch = call.sandbox.catalog.batches.get(id);
  if (batch !== undefined) return batch;
  throw notFound(`The batch ${id} was not found.`);
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly envelope: JsonObject;
}

function pageOf<Item>(all: readonly Item[], call: Call, path: string): Page<Item> {
  const { query } = call.request;
  const start = Number(query.get("start") ?? 0);
  const limit = Math.min(Number(query.get("limit") ?? PAGE), PAGE);
  const items = all.slice(start, start + limit);
  const more = start + limit < all.length;
  return {
    items,
    envelope: {
      _page: { limit, count: items.length },
      _links: more ? { next: { href: `${PUBLIC}${path}?start=${start + limit}&limit=${limit}` } } : {},
    },
  };
}

/** The id of a file in the lake is its batch's with the file's number. */
function fileId(batch: Batch, index: number): string {
  return `${batch.id}-${index + 1}`;
}

function batchFiles(call: Call): JsonObject {
  const batch = findBatch(call);
  const dataset = call.sandbox.catalog.datasets.get(batch.datasetId);
  const { items, envelope } = pageOf([...batch.files.entries()], call, `/batches/${batch.id}/files`);
  return {
    data: items.map(([index, file]) => ({
      dataSetFileId: fileId(batch, index),
      dataSetViewId: dataset?.viewId,
      version: "1.0.0",
      created: String(batch.created),
      updated: String(batch.updated),
      records: String(file.records),
      size: String(file.size),
      isValid: true,
      _links: { self: { href: `${PUBLIC}/files/${fileId(batch, index)}` } },
    })),
    ...envelope,
  };
}

function findFile(call: Call): { readonly file: StoredFile; readonly id: string } {
  const id = call.parameters.fileId ?? "";
  const match = /^(.+)-(\d+)$/.exec(id);
  const batch = call.sandbox.catalog.batches.get(match?.[1] ?? "");
  const file = batch?.files[Number(match?.[2]) - 1];
  if (file === undefined) throw notFound(`The file ${id} was not found.`);
  return { file, id };
}

async function readFile(call: Call, services: Services): Promise<SimulatedResponse> {
  const { file, id } = findFile(call);
  const path = call.request.query.get("path");
  if (path === null) {
    const { items, envelope } = pageOf([file], call, `/files/${id}`);
    const href = (name: string): string => `${PUBLIC}/files/${id}?path=${encodeURIComponent(name)}`;
    return json(200, {
      data: items.map(({ name, size }) => ({ name, length: String(size), _links: { self: { href: href(name) } } })),
      ...envelope,
    });
  }
  if (path !== file.name) throw notFound(`The file ${id} has no part ${path}.`);
  return sendBytes(file, call, services);
}

/** The bytes, or with `Range` some of them as 206. */
async function sendBytes(file: StoredFile, call: Call, services: Services): Promise<SimulatedResponse> {
  // What was uploaded is kept only until the batch is in the lake.
  if ((await services.files.size(file.place)) === undefined) throw notFound(`The file ${file.name} is no longer kept.`);
  const headers = { "content-type": "application/octet-stream", "accept-ranges": "bytes" };
  const range = /^bytes=(\d*)-(\d*)$/.exec(call.request.headers.range ?? "");
  if (range === null) return bytes(200, await readWhole(services.files, file.place), headers);
  const from = range[1] === "" ? Math.max(0, file.size - Number(range[2])) : Number(range[1]);
  const to = range[1] === "" || range[2] === "" ? file.size : Math.min(Number(range[2]) + 1, file.size);
  if (from >= file.size || from >= to) {
    return bytes(416, new Uint8Array(), { ...headers, "content-range": `bytes */${file.size}` });
  }
  const part = await readWhole(services.files, file.place, from, to);
  return bytes(206, part, { ...headers, "content-range": `bytes ${from}-${to - 1}/${file.size}` });
}

function headFile(call: Call): SimulatedResponse {
  const { file } = findFile(call);
  const path = call.request.query.get("path");
  if (path !== null && path !== file.name) throw notFound(`The file has no part ${path}.`);
  return empty(200, {
    "content-type": "application/octet-stream",
    "content-length": String(file.size),
    "accept-ranges": "bytes",
  });
}

/** `path=row_errors` and `path=input_files`: a folder lists its files, a file is sent. */
async function batchMeta(call: Call, services: Services): Promise<SimulatedResponse> {
  const batch = findBatch(call);
  const path = call.request.query.get("path") ?? "";
  const [folder = "", ...rest] = path.split("/");
  const files: StoredFile[] =
    folder === "row_errors"
      ? batch.diagnostics
      : folder === "input_files"
        ? [...batch.uploads.values()].map(({ name, size }) => ({
            name,
            size,
            records: 0,
            place: uploadPlace(call.sandbox.name, batch.id, name),
          }))
        : [];
  if (folder !== "row_errors" && folder !== "input_files")
    throw notFound(`The batch ${batch.id} has no metadata at ${path}.`);
  return sendFolder(files, folder, rest.join("/"), `/batches/${batch.id}/meta`, call, services);
}

/** Files of a batch that failed: what was sent, beside what was wrong with it. */
async function failedFiles(call: Call, services: Services): Promise<SimulatedResponse> {
  const batch = findBatch(call);
  if (batch.status !== "failed" && batch.status !== "failure") throw notFound(`The batch ${batch.id} has not failed.`);
  const path = call.request.query.get("path") ?? "";
  const uploads = [...batch.uploads.values()].map(({ name, size }) => ({
    name,
    size,
    records: 0,
    place: uploadPlace(call.sandbox.name, batch.id, name),
  }));
  const files = [...batch.diagnostics, ...uploads];
  // `conversion_errors` names the diagnostics without their number.
  const name =
    files.find((file) => file.name === path)?.name ??
    files.find((file) => file.name.startsWith(`${path}_`))?.name ??
    path;
  return sendFolder(files, "", path === "" ? "" : name, `/batches/${batch.id}/failed`, call, services);
}

async function sendFolder(
  files: readonly StoredFile[],
  folder: string,
  name: string,
  path: string,
  call: Call,
  services: Services,
): Promise<SimulatedResponse> {
  if (name !== "") {
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) throw notFound(`There is no file ${name}.`);
    return sendBytes(file, call, services);
  }
  const { items, envelope } = pageOf(files, call, path);
  const inFolder = (file: StoredFile): string => (folder === "" ? file.name : `${folder}/${file.name}`);
  return json(200, {
    data: items.map((file) => ({
      name: file.name,
      length: String(file.size),
      _links: { self: { href: `${PUBLIC}${path}?path=${encodeURIComponent(inFolder(file))}` } },
    })),
    ...envelope,
  });
}

async function previewDataset(call: Call, services: Services): Promise<JsonObject> {
  const id = call.parameters.datasetId ?? "";
  const dataset = call.sandbox.catalog.datasets.get(id);
  if (dataset === undefined) throw notFound(`The dataset ${id} was not found.`);
  const rows: JsonObject[] = [];
  for await (const row of liveRows(dataset, call.sandbox, services)) {
    rows.push(row);
    if (rows.length >= PAGE) break;
  }
  return { data: rows, _page: { limit: PAGE, count: rows.length } };
}
