import type { StoredEntity } from "../state/flow-entities.ts";
import type { JsonObject } from "./exchange.ts";
import type { WindowCursor } from "./list-window.ts";
import { describeRefusal } from "../xdm/describe-refusal.ts";

/** How far a run has got; kept with the run after each batch, so that whoever takes it over goes on there. */
export interface OwnFlowProgress {
  readonly startedAt: number;
  readonly copiedAt: number | undefined;
  /** Absent before the first batch. */
  readonly cursor: WindowCursor | undefined;
  readonly pages: number;
  readonly inputBytes: number;
  readonly outputBytes: number;
  readonly inputRecords: number;
  readonly outputRecords: number;
  readonly failedRecords: number;
  /** Platform ids of the batches that are in the lake. */
  readonly batches: readonly string[];
  /** Refused records by reason. */
  readonly refusals: Readonly<Record<string, number>>;
  /** Columns left empty by reason. */
  readonly misfits: Readonly<Record<string, number>>;
  /** Ids of objects that an earlier run refused and this one did not. */
  readonly recovered: readonly string[];
}

/** A record that its mapping cannot turn into a row of the dataset. */
export interface RefusedRow {
  readonly objectId: string;
  readonly path: string;
  readonly rule: string;
  /** SAEP-1816: the mapping made no row; SAEP-1404: the platform refused it. */
  readonly code: "SAEP-1816" | "SAEP-1404";
  readonly source: JsonObject;
}

export function progressOf(run: StoredEntity, now: number): OwnFlowProgress {
  const kept = run.hidden.progress as (OwnFlowProgress & { recovered?: readonly string[] }) | undefined;
  if (kept !== undefined) return { ...kept, recovered: kept.recovered ?? [] };
  return {
    startedAt: now,
    copiedAt: undefined,
    cursor: undefined,
    pages: 0,
    inputBytes: 0,
    outputBytes: 0,
    inputRecords: 0,
    outputRecords: 0,
    failedRecords: 0,
    batches: [],
    refusals: {},
    misfits: {},
    recovered: [],
  };
}

/** Reasons that are told apart; the rest are counted together. */
const REASONS = 100;

export function addPage(
  progress: OwnFlowProgress,
  page: { readonly objects: readonly unknown[]; readonly bytes: number; readonly cursor: WindowCursor },
  mapped: {
    readonly recovered: readonly string[];
    readonly refused: readonly RefusedRow[];
    readonly misfits: ReadonlyMap<string, number>;
  },
): OwnFlowProgress {
  const refusals = mapped.refused.map((refused) => [describeRefusal(refused), 1] as const);
  return {
    ...progress,
    cursor: page.cursor,
    pages: progress.pages + (page.objects.length > 0 ? 1 : 0),
    inputBytes: progress.inputBytes + page.bytes,
    inputRecords: progress.inputRecords + page.objects.length,
    failedRecords: progress.failedRecords + mapped.refused.length,
    refusals: addCounts(progress.refusals, refusals),
    misfits: addCounts(progress.misfits, [...mapped.misfits]),
    recovered: mapped.recovered.length === 0 ? progress.recovered : [...progress.recovered, ...mapped.recovered],
  };
}

function addCounts(
  counts: Readonly<Record<string, number>>,
  more: readonly (readonly [string, number])[],
): Readonly<Record<string, number>> {
  if (more.length === 0) return counts;
  const sum: Record<string, number> = { ...counts };
  for (const [reason, count] of more) {
    const name = reason in sum || Object.keys(sum).length < REASONS ? reason : "other reasons";
    sum[name] = (sum[name] ?? 0) + count;
  }
  return sum;
}
