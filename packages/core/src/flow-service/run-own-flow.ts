import { ConnectorError } from "../errors.ts";
import type { Clock } from "../ports/ports.ts";
import type { ResourceName } from "../resources.ts";
import type { PlatformClient } from "../platform/client.ts";
import type { StripeClient } from "../stripe/client.ts";
import type { MapBySet } from "./data-prep/compile-mapping-set.ts";
import { exceededThreshold, promotionFailure } from "./error-threshold.ts";
import type { JsonObject } from "./exchange.ts";
import { beginning, listWindow, type WindowPage } from "./list-window.ts";
import { OwnFlowBatch, type OwnLine } from "./own-flow-batch.ts";
import { rowIdOf } from "./own-flow-delivery.ts";
import { addPage, type OwnFlowProgress, progressOf, type RefusedRow } from "./own-flow-progress.ts";
import type { RunClaim } from "./run-claim.ts";
import type { RunFigures } from "./run-document.ts";
import { orderOf } from "./runs.ts";
import { describeRefusal } from "../xdm/describe-refusal.ts";

/** A flow whose mapping is the operator's own: what a run of it needs. */
export interface OwnFlowParts {
  readonly resource: ResourceName;
  readonly dataSetId: string;
  readonly map: MapBySet;
  /** The account and mode: makes generated row ids the same in every run. */
  readonly seed: string;
  /** Percent of rows that may fail; undefined: none may. */
  readonly partialIngestionPercent: number | undefined;
  readonly stripe: StripeClient;
  readonly platform: PlatformClient;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: OwnFlowProgress) => void;
  /** Keeps records that cannot be mapped or that the platform refuses, with the reason. */
  readonly onRefused: (rows: readonly RefusedRow[]) => Promise<void>;
  /** After a batch was judged. */
  readonly onBatch: () => Promise<void>;
  /** Objects that an earlier run refused: those that make a row now are told when the run has succeeded. */
  readonly waiting: ReadonlySet<string>;
  readonly onRecovered: (objectIds: readonly string[]) => Promise<void>;
  /** Pages that several runs over the same window share; absent: this one reads its own. */
  readonly pages?: AsyncIterable<WindowPage>;
}

/**
 * One run of such a flow: every object of the window is read, mapped and sent in batches, each of which is looked up before
 * it is made, so that a run that another process takes over loses nothing and sends nothing twice. All or nothing: when
 * the run fails, what it had sent is taken back, and a retry may send it again. Throws only when the run was taken over,
 * stopped, or for a defect; what goes wrong outside is in the figures.
 */
export async function runOwnFlow(parts: OwnFlowParts, claim: RunClaim): Promise<RunFigures> {
  const { window } = orderOf(claim.run);
  let progress = progressOf(claim.run, parts.clock.now());
  const batches = new OwnFlowBatch(parts, claim);
  let stage: "copy" | "promotion" = "copy";
  try {
    progress = await batches.recover(progress);
    const cursor = progress.cursor ?? beginning;
    const pages = parts.pages ?? listWindow(parts.stripe, parts.resource, window, cursor, parts.signal);
    for await (const page of pages) {
      parts.signal.throwIfAborted();
      const mapped = mapPage(parts, page.objects);
      if (mapped.refused.length > 0) await parts.onRefused(mapped.refused);
      progress = addPage(progress, page, mapped);
      batches.add(mapped.lines);
      parts.onProgress(progress);
      if (!batches.isFull) continue;
      stage = "promotion";
      refuseTooManyErrors(progress, parts.partialIngestionPercent);
      progress = await batches.send(progress);
      stage = "copy";
    }
    progress = { ...progress, copiedAt: parts.clock.now() };
    stage = "promotion";
    refuseTooManyErrors(progress, parts.partialIngestionPercent);
    progress = await batches.send(progress);
    refuseTooManyErrors(progress, parts.partialIngestionPercent);
    if (progress.recovered.length > 0) await parts.onRecovered(progress.recovered);
    return figuresOf(progress, parts.clock.now());
  } catch (error) {
    parts.signal.throwIfAborted();
    if (!(error instanceof ConnectorError) && !(error instanceof TooManyErrors)) throw error;
    await batches.takeBack(progress);
    return { ...figuresOf(progress, parts.clock.now()), failure: describe(error, stage) };
  }
}

interface MappedPageLines {
  readonly lines: readonly OwnLine[];
  readonly refused: readonly RefusedRow[];
  readonly misfits: ReadonlyMap<string, number>;
  readonly recovered: readonly string[];
}

function mapPage(parts: OwnFlowParts, objects: readonly JsonObject[]): MappedPageLines {
  const lines: OwnLine[] = [];
  const refused: RefusedRow[] = [];
  const recovered: string[] = [];
  const misfits = new Map<string, number>();
  for (const object of objects) {
    const mapped = mapObject(parts, object);
    for (const found of mapped.misfits) misfits.set(found, (misfits.get(found) ?? 0) + 1);
    if ("refused" in mapped) refused.push(mapped.refused);
    else lines.push(mapped.line);
    if ("line" in mapped && parts.waiting.has(String(object.id))) recovered.push(String(object.id));
  }
  return { lines, refused, misfits, recovered };
}

type MappedObject = { readonly misfits: readonly string[] } & (
  { readonly line: OwnLine } | { readonly refused: RefusedRow }
);

/** One object as a row of the dataset, or why it makes none. */
export function mapObject(
  { map, seed, clock }: Pick<OwnFlowParts, "map" | "seed" | "clock">,
  object: JsonObject,
): MappedObject {
  const { row, missing, misfits: found } = map(object, { now: clock.now(), seed });
  const misfits = found.map(describeRefusal);
  const [path] = missing;
  if (path === undefined) return { misfits, line: { line: JSON.stringify(row), rowId: rowIdOf(row), source: object } };
  const rule = "a required field has no value";
  return { misfits, refused: { objectId: String(object.id), path, rule, code: "SAEP-1816", source: object } };
}

class TooManyErrors extends Error {}

function refuseTooManyErrors(progress: OwnFlowProgress, allowed: number | undefined): void {
  const reason = exceededThreshold({ failed: progress.failedRecords, of: progress.inputRecords }, allowed);
  if (reason !== undefined) throw new TooManyErrors(reason);
}

function describe(error: Error, stage: "copy" | "promotion"): NonNullable<RunFigures["failure"]> {
  const where = error instanceof ConnectorError && error.where !== undefined ? ` (${error.where})` : "";
  if (stage === "copy") {
    return {
      stage,
      code: "CONNECTOR-1001-500",
      message: `Error in copying the data from Source. ${error.message}${where}`,
    };
  }
  return promotionFailure(`${error.message}${where}`);
}

function figuresOf(progress: OwnFlowProgress, now: number): RunFigures {
  const grouped = (counts: Readonly<Record<string, number>>, code: string) =>
    Object.entries(counts).map(([message, recordCount]) => ({ code, message, recordCount }));
  return {
    startedAt: progress.startedAt,
    copiedAt: progress.copiedAt ?? now,
    completedAt: now,
    inputBytes: progress.inputBytes,
    outputBytes: progress.outputBytes,
    inputRecords: progress.inputRecords,
    outputRecords: progress.outputRecords,
    failedRecords: progress.failedRecords,
    pages: progress.pages,
    files: progress.batches.length,
    batchIds: progress.batches,
    rowErrors: grouped(progress.refusals, "MAPPER-3700-400"),
    warnings: grouped(progress.misfits, "MAPPER-3701-400"),
  };
}
