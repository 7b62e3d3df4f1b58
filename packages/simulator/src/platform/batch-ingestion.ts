import type { SimulatedResponse } from "../request.ts";
import type { Batch, Dataset, UploadedFile } from "./catalog/catalog.ts";
import { batchView } from "./catalog/batch-view.ts";
import { empty, json, mediaType, objectBody, problem, type Refusal } from "./exchange.ts";
import { ingestBatch, dataPlace, rebuildRelational } from "./ingestion/ingest-batch.ts";
import { previewUpload } from "./ingestion/preview-upload.ts";
import { uploadPlace } from "./ingestion/read-batch.ts";
import { numberIn, objectIn, textIn, textsIn, type JsonObject } from "./json.ts";
import type { Call, Route } from "./router.ts";
import type { Sandbox } from "./sandboxes.ts";
import type { Services } from "./services.ts";

const BASE = "/data/foundation/import";
const FILE = `${BASE}/batches/{batchId}/datasets/{datasetId}/files/{path*}`;
const MINUTE = 60_000;
const openStatuses = new Set(["loading"]);

const badRequest = (detail: string): Refusal => problem(400, "BadRequestError", detail);
const notFound = (detail: string): Refusal => problem(404, "NotFoundError", detail);

/** Batches: created, filled with files, completed, and then ingested some time later by the clock. */
export function batchIngestionRoutes(services: Services): Route[] {
  const permission = "Manage Datasets";
  return [
    { method: "POST", path: `${BASE}/batches`, permission, answer: (call) => json(201, createBatch(call, services)) },
    {
      method: "GET",
      path: `${BASE}/batches/{batchId}`,
      permission: "View Datasets",
      answer: (call) =>
        json(200, { [findBatch(call).id]: batchView(findBatch(call), call.sandbox, services.settings) }),
    },
    { method: "POST", path: `${BASE}/batches/{batchId}`, permission, answer: (call) => actOnBatch(call, services) },
    { method: "PUT", path: FILE, permission, answer: (call) => putSmallFile(call, services) },
    { method: "POST", path: FILE, permission, answer: (call) => beginOrEndLargeFile(call) },
    { method: "PATCH", path: FILE, permission, answer: (call) => patchLargeFile(call, services) },
    { method: "HEAD", path: FILE, permission, answer: (call) => headLargeFile(call) },
    {
      method: "GET",
      path: `${BASE}/batches/{batchId}/datasets/{datasetId}/preview`,
      permission: "View Datasets",
      answer: async (call) => json(200, await previewUpload(findBatch(call), call, services)),
    },
  ];
}

/** A URL of more than 2,000 characters is refused before it is understood. */
function checkLength(call: Call): void {
  if (call.request.target.length > 2000)
    throw problem(414, "UriTooLongError", "The URL is longer than 2000 characters.");
}

function findBatch(call: Call): Batch {
  checkLength(call);
  const id = call.parameters.batchId ?? "";
  const batch = call.sandbox.catalog.batches.get(id);
  if (batch !== undefined) return batch;
  throw notFound(`The batch ${id} was not found.`);
}

function createBatch(call: Call, services: Services): JsonObject {
  const given = objectBody(call.request, badRequest);
  const datasetId = textIn(given, "datasetId");
  if (datasetId === undefined) throw badRequest("datasetId is required.");
  const dataset = call.sandbox.catalog.datasets.get(datasetId);
  if (dataset === undefined || services.fault("aep-dataset-not-found", datasetId) !== undefined) {
    throw notFound(`The dataset ${datasetId} was not found.`);
  }
  countBatch(call, services);
  const batch = newBatch(given, dataset, call, services);
  call.sandbox.catalog.addBatch(batch);
  services.jobs.schedule(batch.created + services.settings.delays.abandonment, () => {
    if (batch.status === "loading") setStatus(batch, "abandoned", services);
  });
  return {
    id: batch.id,
    imsOrg: services.settings.imsOrg,
    updated: 0,
    status: "loading",
    created: 0,
    relatedObjects: [{ type: "dataSet", id: datasetId }],
    version: "1.0.0",
    tags: batch.tags,
    createdUser: `${call.client}@techacct.adobe.com`,
    updatedUser: `${call.client}@techacct.adobe.com`,
  };
}

/** The guardrail of batches in a minute. */
function countBatch(call: Call, services: Services): void {
  const { catalog } = call.sandbox;
  const now = services.clock.now();
  catalog.batchTimes = catalog.batchTimes.filter((time) => time > now - MINUTE);
  if (catalog.batchTimes.length >= services.settings.limits.batchesPerMinute) {
    throw problem(429, "TooManyRequestsError", "Too many batches were created in the last minute.");
  }
  catalog.batchTimes.push(now);
}

function newBatch(given: JsonObject, dataset: Dataset, call: Call, services: Services): Batch {
  const inputFormat = objectIn(given, "inputFormat");
  const format = textIn(inputFormat ?? {}, "format")?.toLowerCase();
  if (inputFormat === undefined || (format !== "json" && format !== "parquet" && format !== "csv")) {
    throw badRequest("inputFormat.format must be one of json, parquet, csv.");
  }
  const percent = numberIn(given, "partialIngestionPercentage") ?? numberIn(given, "partialIngestionPercent");
  if (percent !== undefined && (percent < 0 || percent > 100))
    throw badRequest("partialIngestionPercentage must be between 0 and 100.");
  const externalId = textIn(given, "externalId");
  checkExternalId(externalId, call, services);
  const now = services.clock.now();
  const errorDiagnostics = given.enableErrorDiagnostics === true || dataset.body.enableErrorDiagnostics === true;
  return {
    id: services.ids.ulid(),
    datasetId: dataset.id,
    status: "loading",
    format,
    inputFormat: { ...inputFormat, format },
    externalId,
    errorDiagnostics,
    partialIngestion: percent,
    tags: {
      ...objectIn(given, "tags"),
      ...(errorDiagnostics ? { acp_enableErrorDiagnostics: ["true"] } : {}),
      ...(percent === undefined ? {} : { acp_partialIngestionPercent: [String(percent)] }),
    },
    replay: checkedReplay(objectIn(given, "replay"), dataset, call),
    created: now,
    updated: now,
    started: undefined,
    completed: undefined,
    createdClient: call.client,
    changes: 0,
    uploads: new Map(),
    errors: [],
    recordCount: 0,
    failedRecordCount: 0,
    outputRecordCount: 0,
    files: [],
    diagnostics: [],
  };
}

/** `externalId` is unique for the organization: that is how a client detects that it has already created the batch. */
function checkExternalId(externalId: string | undefined, call: Call, services: Services): void {
  if (externalId === undefined) return;
  const existing = call.sandbox.catalog.batchesByExternalId.get(externalId);
  if (existing === undefined && services.fault("aep-already-ingested", externalId) === undefined) return;
  throw problem(
    409,
    "ConflictError",
    `A batch with the externalId ${externalId} already exists${existing === undefined ? "" : `: ${existing}`}.`,
  );
}

function checkedReplay(replay: JsonObject | undefined, dataset: Dataset, call: Call): JsonObject | undefined {
  if (replay === undefined) return undefined;
  for (const batch of predecessors(replay, call.sandbox)) {
    if (batch === undefined) throw notFound("A predecessor of the replay was not found.");
    if (batch.datasetId !== dataset.id) throw badRequest(`The predecessor ${batch.id} belongs to another dataset.`);
  }
  return replay;
}

/** The batches that a replay replaces; undefined for one that does not exist. */
function predecessors(replay: JsonObject, sandbox: Sandbox): (Batch | undefined)[] {
  const { catalog } = sandbox;
  const byId = textsIn(replay, "predecessors").map((text) => text.replace(/^\$\{?|\}$/g, ""));
  const byExternalId = textsIn(replay, "predecessorsByExternalId").map(
    (id) => catalog.batchesByExternalId.get(id) ?? "",
  );
  return [...byId, ...byExternalId].map((id) => catalog.batches.get(id));
}

function setStatus(batch: Batch, status: Batch["status"], services: Services): void {
  batch.status = status;
  batch.updated = services.clock.now();
  batch.changes += 1;
}

async function actOnBatch(call: Call, services: Services): Promise<SimulatedResponse> {
  const batch = findBatch(call);
  const action = call.request.query.get("action")?.toUpperCase();
  switch (action) {
    case "COMPLETE":
      completeBatch(batch, call, services);
      break;
    case "ABORT":
    case "FAIL":
      if (!openStatuses.has(batch.status))
        throw badRequest(`The batch ${batch.id} is ${batch.status} and cannot be ended.`);
      setStatus(batch, action === "ABORT" ? "aborted" : "failed", services);
      await services.files.remove(`${call.sandbox.name}/uploads/${batch.id}`);
      break;
    case "REVERT":
      revertBatch(batch, call, services);
      break;
    default:
      throw badRequest("action must be one of COMPLETE, ABORT, FAIL, REVERT.");
  }
  return empty(200);
}

/** Safe to repeat. What follows happens by the clock. */
function completeBatch(batch: Batch, call: Call, services: Services): void {
  if (batch.status === "aborted" || batch.status === "abandoned" || batch.status === "deleted") {
    throw badRequest(`The batch ${batch.id} is ${batch.status} and cannot be completed.`);
  }
  if (!openStatuses.has(batch.status)) return;
  const unfinished = [...batch.uploads.values()].find(({ complete }) => !complete);
  if (unfinished !== undefined) throw badRequest(`The file ${unfinished.name} has not been completed.`);
  setStatus(batch, "loaded", services);
  const slow = services.fault("aep-slow-finalisation", batch.datasetId);
  const delay = services.settings.delays.ingestion + (slow === undefined ? 0 : (slow.milliseconds ?? 600_000));
  if (slow !== undefined) setStatus(batch, "stalled", services);
  services.jobs.schedule(services.clock.now() + delay, () => promote(batch, call.sandbox, services));
}

/** Takes up batches that were on their way when the process of the platform ended. */
export function resumeBatches(sandboxes: ReadonlyMap<string, Sandbox>, services: Services): void {
  for (const sandbox of sandboxes.values()) {
    for (const batch of sandbox.catalog.batches.values()) {
      if (!["loaded", "stalled", "processing"].includes(batch.status)) continue;
      services.jobs.schedule(services.clock.now(), () => promote(batch, sandbox, services));
    }
  }
}

async function promote(batch: Batch, sandbox: Sandbox, services: Services): Promise<void> {
  if (services.fault("aep-accept-then-fail", batch.datasetId) !== undefined) {
    setStatus(batch, "failed", services);
    batch.completed = services.clock.now();
    batch.errors = [{ code: "INGEST-1002-400", description: "The batch could not be promoted." }];
    const dataset = sandbox.catalog.datasets.get(batch.datasetId);
    if (dataset !== undefined) Object.assign(dataset, { lastBatchId: batch.id, lastFailedBatch: batch.id });
    return;
  }
  await ingestBatch(batch, sandbox, services);
  if (batch.status !== "success" || batch.replay === undefined) return;
  for (const predecessor of predecessors(batch.replay, sandbox)) {
    if (predecessor !== undefined) await withdraw(predecessor, sandbox, services);
  }
}

/** REVERT of a batch that is in the lake: inactive at once, deleted some time later. */
function revertBatch(batch: Batch, call: Call, services: Services): void {
  if (batch.status !== "success" && batch.status !== "inactive") {
    throw badRequest(`The batch ${batch.id} is ${batch.status}; only an ingested batch can be reverted.`);
  }
  services.jobs.schedule(services.clock.now(), () => withdraw(batch, call.sandbox, services));
  services.jobs.schedule(services.clock.now() + services.settings.delays.deletion, () => {
    if (batch.status === "inactive") setStatus(batch, "deleted", services);
  });
}

async function withdraw(batch: Batch, sandbox: Sandbox, services: Services): Promise<void> {
  if (batch.status !== "success") return;
  setStatus(batch, "inactive", services);
  batch.files = [];
  await services.files.remove(dataPlace(sandbox.name, batch));
  const dataset = sandbox.catalog.datasets.get(batch.datasetId);
  if (dataset !== undefined) await rebuildRelational(dataset, sandbox, services);
}

interface Target {
  readonly batch: Batch;
  readonly name: string;
  readonly place: string;
}

/** The file that the path names, in a batch that still takes files. */
function openFile(call: Call): Target {
  const batch = findBatch(call);
  const { datasetId = "", path = "" } = call.parameters;
  if (batch.datasetId !== datasetId)
    throw notFound(`The batch ${batch.id} does not belong to the dataset ${datasetId}.`);
  if (!openStatuses.has(batch.status)) throw badRequest(`The batch ${batch.id} is ${batch.status} and takes no files.`);
  if (path === "") throw badRequest("The path of the file is missing.");
  return { batch, name: path, place: uploadPlace(call.sandbox.name, batch.id, path) };
}

function checkOctets(call: Call): void {
  if (mediaType(call.request) === "application/octet-stream") return;
  throw problem(415, "UnsupportedMediaTypeError", "Files are sent as application/octet-stream.");
}

async function putSmallFile(call: Call, services: Services): Promise<SimulatedResponse> {
  const { batch, name, place } = openFile(call);
  checkOctets(call);
  const { body } = call.request;
  if (body.length > services.settings.limits.smallFileBytes) {
    throw problem(
      413,
      "PayloadTooLargeError",
      `A file of more than ${services.settings.limits.smallFileBytes} bytes is sent in parts.`,
    );
  }
  const replaces = batch.uploads.has(name);
  await services.files.write(place, body);
  batch.uploads.set(name, { name, size: body.length, complete: true, parts: [], total: undefined });
  return empty(replaces ? 200 : 201);
}

function beginOrEndLargeFile(call: Call): SimulatedResponse {
  const { batch, name } = openFile(call);
  const action = call.request.query.get("action")?.toUpperCase();
  if (action === "INITIALIZE") {
    batch.uploads.set(name, { name, size: 0, complete: false, parts: [], total: undefined });
    return empty(201);
  }
  if (action !== "COMPLETE") throw badRequest("action must be one of INITIALIZE, COMPLETE.");
  const file = startedFile(batch, name);
  const gap = gapOf(file);
  if (gap !== undefined) throw badRequest(gap);
  file.complete = true;
  return empty(201);
}

function startedFile(batch: Batch, name: string): UploadedFile {
  const file = batch.uploads.get(name);
  if (file !== undefined) return file;
  throw notFound(`The file ${name} of batch ${batch.id} has not been initialized.`);
}

/** A sentence if the parts leave a gap, overlap, or fall short of the announced total. */
function gapOf(file: UploadedFile): string | undefined {
  let reached = 0;
  for (const { from, to } of file.parts.toSorted((first, second) => first.from - second.from)) {
    if (from > reached) return `Bytes ${reached}-${from - 1} of ${file.name} are missing.`;
    if (from < reached) return `The parts of ${file.name} overlap at byte ${from}.`;
    reached = to;
  }
  return file.total !== undefined && reached < file.total
    ? `Bytes ${reached}-${file.total - 1} of ${file.name} are missing.`
    : undefined;
}

async function patchLargeFile(call: Call, services: Services): Promise<SimulatedResponse> {
  const { batch, name, place } = openFile(call);
  checkOctets(call);
  const file = startedFile(batch, name);
  const { body, headers } = call.request;
  const range = /^bytes\s+(\d+)-(\d+)(?:\/(\d+|\*))?$/.exec(headers["content-range"] ?? "");
  if (range === null) throw badRequest("Content-Range must be of the form bytes {from}-{to}/{total}.");
  const [from, last] = [Number(range[1]), Number(range[2])];
  if (last - from + 1 !== body.length)
    throw badRequest(`Content-Range names ${last - from + 1} bytes; the body has ${body.length}.`);
  if (body.length > services.settings.limits.filePartBytes) {
    throw problem(413, "PayloadTooLargeError", `A part has at most ${services.settings.limits.filePartBytes} bytes.`);
  }
  await services.files.writeAt(place, from, body);
  // The same part sent again replaces itself: a client that lost the answer repeats it.
  const repeated = file.parts.some((part) => part.from === from && part.to === last + 1);
  if (!repeated) file.parts.push({ from, to: last + 1 });
  if (range[3] !== undefined && range[3] !== "*") file.total = Number(range[3]);
  file.size = Math.max(file.size, last + 1);
  return json(200, { name, sizeInBytes: file.size }, { range: receivedRange(file) });
}

function headLargeFile(call: Call): SimulatedResponse {
  const { batch, name } = openFile(call);
  return empty(200, { range: receivedRange(startedFile(batch, name)) });
}

function receivedRange(file: UploadedFile): string {
  return `bytes=0-${Math.max(0, file.size - 1)}`;
}
