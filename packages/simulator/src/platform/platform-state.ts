import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { SimulatorError } from "../simulator-error.ts";
import type { Dataset } from "./catalog/catalog.ts";
import { createRelationalIndex } from "./ingestion/relational-index.ts";
import type { Sandbox } from "./sandboxes.ts";

/** What a platform remembers when its process ends; the rows themselves lie in the data folder. */
export interface PlatformState {
  /** How often the platform was opened before: ids must not repeat those of earlier times. */
  readonly openings: number;
  /** Puts what was saved into sandboxes that are still empty. */
  restore(sandboxes: ReadonlyMap<string, Sandbox>): void;
  /** Something may have changed: it is written a little later, in one piece with what follows. */
  changed(): void;
  /** Writes now. */
  save(): void;
}

const VERSION = 1;
const WRITE_AFTER_MILLISECONDS = 100;

interface Saved {
  readonly version: number;
  readonly openings: number;
  readonly sandboxes: Readonly<Record<string, SavedSandbox>>;
}

type SavedSandbox = ReturnType<typeof saveSandbox>;

/** A platform that forgets, for want of a file. */
const forgetful: PlatformState = {
  openings: 0,
  restore: () => undefined,
  changed: () => undefined,
  save: () => undefined,
};

/** Throws SAEP-3003 when the file is not one of ours, or of a newer version. */
export function openPlatformState(file: string | undefined): PlatformState {
  if (file === undefined) return forgetful;
  const saved = readSaved(file);
  const openings = saved === undefined ? 0 : saved.openings + 1;
  let kept: ReadonlyMap<string, Sandbox> = new Map();
  let timer: NodeJS.Timeout | undefined;
  const save = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const sandboxes = Object.fromEntries([...kept].map(([name, sandbox]) => [name, saveSandbox(sandbox)]));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, JSON.stringify({ version: VERSION, openings, sandboxes } satisfies Saved));
    renameSync(`${file}.new`, file);
  };
  return {
    openings,
    restore: (sandboxes) => {
      kept = sandboxes;
      for (const [name, sandbox] of sandboxes) {
        const own = saved?.sandboxes[name];
        if (own !== undefined) restoreSandbox(sandbox, own);
      }
    },
    changed: () => {
      timer ??= setTimeout(save, WRITE_AFTER_MILLISECONDS);
    },
    save,
  };
}

function readSaved(file: string): Saved | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const saved = JSON.parse(text) as Saved;
    if (saved.version === VERSION) return saved;
  } catch {
    // Falls through: what is not JSON is refused like another version.
  }
  throw new SimulatorError("SAEP-3003", `${file} holds no platform that can be opened`, "name another state folder");
}

function saveSandbox({ registry, namespaces, catalog, flows, mappingSets }: Sandbox) {
  return {
    resources: registry.tenantResources(),
    descriptors: [...registry.descriptors.values()],
    auditLog: registry.auditLog,
    namespaces: [...namespaces.byId.values()],
    datasets: [...catalog.datasets.values()].map(saveDataset),
    batches: [...catalog.batches.values()].map((batch) => ({ ...batch, uploads: [...batch.uploads.values()] })),
    entities: [...flows.entities.values()],
    inlets: [...flows.inlets.values()],
    mappingSets: [...mappingSets],
  };
}

function saveDataset(dataset: Dataset) {
  const { relational, droppedColumns, ...plain } = dataset;
  return { ...plain, droppedColumns: [...droppedColumns], relational: relational?.entries() };
}

function restoreSandbox(sandbox: Sandbox, saved: SavedSandbox): void {
  const { registry, namespaces, catalog, flows, mappingSets } = sandbox;
  for (const resource of saved.resources) registry.put(resource);
  for (const descriptor of saved.descriptors) registry.descriptors.set(descriptor.id, descriptor);
  registry.auditLog.push(...saved.auditLog);
  for (const namespace of saved.namespaces) namespaces.byId.set(namespace.id, namespace);
  for (const dataset of saved.datasets) catalog.datasets.set(dataset.id, restoreDataset(dataset, sandbox));
  for (const batch of saved.batches) {
    catalog.addBatch({ ...batch, uploads: new Map(batch.uploads.map((upload) => [upload.name, upload])) });
  }
  for (const entity of saved.entities) flows.entities.set(entity.id, entity);
  for (const inlet of saved.inlets) flows.inlets.set(inlet.id, inlet);
  for (const [id, mappingSet] of saved.mappingSets) mappingSets.set(id, mappingSet);
}

function restoreDataset(saved: ReturnType<typeof saveDataset>, { registry }: Sandbox): Dataset {
  const { relational, droppedColumns, ...plain } = saved;
  const index = relational === undefined ? undefined : createRelationalIndex(registry.descriptorsOf(plain.schemaId));
  index?.restore(relational ?? []);
  return { ...plain, droppedColumns: new Map(droppedColumns), relational: index };
}
