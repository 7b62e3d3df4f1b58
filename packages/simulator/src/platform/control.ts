import { copyOf, pointerSteps, valueAt, type JsonObject } from "./json.ts";
import type { Batch, Dataset } from "./catalog/catalog.ts";
import { rebuildRelational, storedRows } from "./ingestion/ingest-batch.ts";
import { liveRows } from "./ingestion/live-rows.ts";
import { createRowFile } from "./ingestion/row-files.ts";
import type { PlatformState } from "./platform-state.ts";
import type { Sandbox } from "./sandboxes.ts";
import { sourceProperties } from "./schema-registry/descriptor-rules.ts";
import type { Services } from "./services.ts";

/** A dataset as the outside world may want to know it. */
export interface DatasetSummary {
  readonly sandbox: string;
  readonly id: string;
  readonly name: string;
  readonly schemaId: string;
  /** Rows in the lake now. */
  readonly rows: number;
  /** Columns that rows carried and the schema does not have, with how many rows did. */
  readonly droppedColumns: Readonly<Record<string, number>>;
  /** Rows that the lake holds and Profile would drop because they are too large. */
  readonly profileDropped: number;
  /** Where the dataset lies for other tools; undefined in memory. */
  readonly folder: string | undefined;
}

/** Which row to lose. */
export interface LoseRowRequest {
  readonly datasetId: string;
  /** The object whose newest version vanishes; absent: one that the seed chooses. */
  readonly objectId?: string;
  /** Dotted path of the object's id in a row; default: the primary identity of the schema, else `_id`. */
  readonly objectIdPath?: string;
  /** Dotted paths that order the versions of an object, the most important first. */
  readonly versionPaths?: readonly string[];
}

export interface LostRow {
  readonly datasetId: string;
  readonly batchId: string;
  readonly objectId: string;
  /** The `_id` of the row, if it had one. */
  readonly rowId: string | undefined;
}

export interface PlatformControl {
  datasets(): Promise<DatasetSummary[]>;
  /** Every row of a dataset now. Throws if no sandbox has it. */
  dumpDataset(datasetId: string): AsyncIterable<JsonObject>;
  /**
   * Takes away one row that was accepted, the newest version of one object, and tells nobody: counts and batches stay as
   * they were. Undefined if the dataset holds no such row.
   */
  loseRow(request: LoseRowRequest): Promise<LostRow | undefined>;
  /** Every access token given so far ends now. */
  expireToken(): void;
  /** What the caller may do from now on, in Adobe's words. */
  setPermissions(names: readonly string[]): void;
  permissions(): readonly string[];
  /** Does everything that is due by now, as the next request would. */
  settle(): Promise<void>;
  /** Writes what the platform must remember, if it has a file for it; call it before the process ends. */
  save(): Promise<void>;
}

export function createControl(
  services: Services,
  sandboxes: ReadonlyMap<string, Sandbox>,
  state: PlatformState,
): PlatformControl {
  const settle = (): Promise<void> => services.jobs.runDue();
  const find = (id: string): readonly [Sandbox, Dataset] => {
    for (const sandbox of sandboxes.values()) {
      const dataset = sandbox.catalog.datasets.get(id);
      if (dataset !== undefined) return [sandbox, dataset];
    }
    throw new Error(`no sandbox of the simulated platform has a dataset ${id}`);
  };
  return {
    settle,
    save: async () => {
      await settle();
      state.save();
    },
    datasets: async () => {
      await settle();
      const all: DatasetSummary[] = [];
      for (const sandbox of sandboxes.values()) {
        for (const dataset of sandbox.catalog.datasets.values()) all.push(summaryOf(dataset, sandbox, services));
      }
      return all;
    },
    async *dumpDataset(datasetId) {
      await settle();
      const [sandbox, dataset] = find(datasetId);
      yield* liveRows(dataset, sandbox, services);
    },
    loseRow: async (request) => {
      await settle();
      const [sandbox, dataset] = find(request.datasetId);
      const lost = await loseRow(request, dataset, sandbox, services);
      state.changed();
      return lost;
    },
    expireToken: () => services.tokens.expireAll(),
    setPermissions: (names) => services.grants.set(names),
    permissions: () => services.grants.granted(),
  };
}

function summaryOf(dataset: Dataset, sandbox: Sandbox, services: Services): DatasetSummary {
  const live = sandbox.catalog.batchesOf(dataset.id).filter(({ status }) => status === "success");
  return {
    sandbox: sandbox.name,
    id: dataset.id,
    name: String(dataset.body.name),
    schemaId: dataset.schemaId,
    rows:
      dataset.relational?.size() ?? live.flatMap(({ files }) => files).reduce((sum, { records }) => sum + records, 0),
    droppedColumns: Object.fromEntries(dataset.droppedColumns),
    profileDropped: dataset.profileDropped,
    folder: services.files.location(`${sandbox.name}/datasets/${dataset.id}`),
  };
}

interface Candidate {
  readonly batch: Batch;
  readonly file: number;
  readonly line: number;
  readonly row: JsonObject;
}

async function loseRow(
  request: LoseRowRequest,
  dataset: Dataset,
  sandbox: Sandbox,
  services: Services,
): Promise<LostRow | undefined> {
  const idPath = request.objectIdPath ?? identityPath(dataset, sandbox);
  const objectId = request.objectId ?? (await chooseObject(idPath, dataset, sandbox, services));
  const defaults = ["version", "version_sequence"].map((name) => `_${sandbox.tenantId}.stripe_record.${name}`);
  const versionPaths = request.versionPaths ?? defaults;
  let newest: Candidate | undefined;
  for await (const candidate of candidates(dataset, sandbox, services)) {
    if (valueAt(candidate.row, idPath) !== objectId) continue;
    if (newest === undefined || isNewer(candidate.row, newest.row, versionPaths)) newest = candidate;
  }
  if (newest === undefined) return undefined;
  await removeLine(newest, services);
  // The rows behind it have moved up: what is current is found again.
  await rebuildRelational(dataset, sandbox, services);
  const rowId = newest.row._id;
  return {
    datasetId: dataset.id,
    batchId: newest.batch.id,
    objectId: String(valueAt(newest.row, idPath)),
    rowId: typeof rowId === "string" ? rowId : undefined,
  };
}

function identityPath(dataset: Dataset, sandbox: Sandbox): string {
  const primary = sandbox.registry
    .descriptorsOf(dataset.schemaId)
    .find(({ body }) => body["@type"] === "xdm:descriptorIdentity" && body["xdm:isPrimary"] === true);
  const key = dataset.relational?.keyFields[0];
  const [pointer] = primary === undefined ? [] : sourceProperties(primary.body);
  return pointer === undefined ? (key ?? "_id") : pointerSteps(pointer).join(".");
}

/** One object of the dataset, each row with the same chance, in one pass. */
async function chooseObject(path: string, dataset: Dataset, sandbox: Sandbox, services: Services): Promise<unknown> {
  let chosen: unknown;
  let seen = 0;
  for await (const { row } of candidates(dataset, sandbox, services)) {
    seen += 1;
    if (services.random.integer(seen) === 0) chosen = valueAt(row, path);
  }
  return chosen;
}

async function* candidates(dataset: Dataset, sandbox: Sandbox, services: Services): AsyncGenerator<Candidate> {
  for (const batch of sandbox.catalog.batchesOf(dataset.id).filter(({ status }) => status === "success")) {
    for (const [file, stored] of batch.files.entries()) {
      let line = 0;
      for await (const row of storedRows(services, stored.place)) yield { batch, file, line: line++, row };
    }
  }
}

function isNewer(row: JsonObject, other: JsonObject, paths: readonly string[]): boolean {
  for (const path of paths) {
    const difference = Number(valueAt(row, path) ?? 0) - Number(valueAt(other, path) ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Writes the file again without one line. */
async function removeLine({ batch, file, line }: Candidate, services: Services): Promise<void> {
  const stored = batch.files[file];
  if (stored === undefined) return;
  const rest = createRowFile(services.files, `${stored.place}.rewritten`, stored.name);
  let at = 0;
  for await (const row of storedRows(services, stored.place)) {
    if (at !== line) await rest.add(JSON.stringify(row));
    at += 1;
  }
  const written = await rest.close();
  if (written === undefined) {
    await services.files.write(stored.place, new Uint8Array());
    batch.files[file] = { ...copyOf(stored), size: 0, records: 0 };
    return;
  }
  await services.files.rename(written.place, stored.place);
  batch.files[file] = { ...written, place: stored.place };
}
