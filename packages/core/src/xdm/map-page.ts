import { hash } from "node:crypto";
import { InternalError, RetryLaterError } from "../errors.ts";
import type { RecordContext, RowTexts } from "./compile-rows.ts";
import { conditionHolds, lookUp, planCondition, type PlannedCondition } from "./conditions.ts";
import type { ResourceMapping } from "./mapping.ts";
import type {
  DatasetKind,
  MappedPage,
  MappedRecord,
  MappedRow,
  PageContext,
  PageMapper,
  RecordVersion,
  RefusedRecord,
} from "./page-mapper.ts";
import { parsePath, type PathStep } from "./paths.ts";
import { factRowId, versionRowId } from "./record-ids.ts";
import { factTimeRule, otherModeRule, otherObjectRule, Refusal } from "./refusal.ts";
import { RowEncoder } from "./row-encoder.ts";

/** Writes the rows of one dataset; compiled or interpreted. */
export interface RowWriter {
  /** Throws `Refusal`. */
  write(object: object, context: RecordContext): RowTexts;
  /** The path that a refusal's `at` stands for, just after it was thrown. */
  place(at: number): string;
}

type StripeRecord = Readonly<Record<string, unknown>>;

interface PreparedFact {
  readonly name: string;
  readonly eventType: string;
  readonly when: readonly PlannedCondition[];
  /** Undefined: the time of reading. */
  readonly timestamp: readonly PathStep[] | undefined;
}

/** The frame around the rows: parse, check whose record it is, identify, find facts, digest, encode. */
export class RecordMapper implements PageMapper {
  readonly #object: string;
  readonly #writers: readonly (readonly [DatasetKind, RowWriter])[];
  readonly #facts: readonly PreparedFact[];
  readonly #encoder = new RowEncoder();

  constructor(mapping: ResourceMapping, writers: readonly (readonly [DatasetKind, RowWriter])[]) {
    this.#object = mapping.object;
    this.#writers = writers;
    this.#facts = (mapping.datasets.event?.facts ?? []).map((fact) => ({
      name: fact.name,
      eventType: fact.eventType,
      when: fact.when.map(planCondition),
      timestamp: fact.timestamp === "$version" ? undefined : parsePath(fact.timestamp),
    }));
  }

  mapPage(page: Uint8Array, context: PageContext): MappedPage {
    assertWhole(context);
    const { data, has_more: hasMore } = parse(page) as { readonly data?: unknown; readonly has_more?: unknown };
    if (!Array.isArray(data)) throw notWhole("it is not a list");
    const records = data.map((record: unknown, index) => this.mapRecord(record, context, index));
    return { records, hasMore: hasMore === true };
  }

  mapObject(object: Uint8Array, context: PageContext): MappedRecord | RefusedRecord {
    assertWhole(context);
    return this.mapRecord(parse(object), context, 0);
  }

  /** One parsed object of a page, `index` counted from the page's first. */
  mapRecord(value: unknown, page: PageContext, index: number): MappedRecord | RefusedRecord {
    const version = { milliseconds: page.respondedAt, sequence: page.firstSequence + index };
    const record = (typeof value === "object" && value !== null ? value : {}) as StripeRecord;
    const writing = { writer: undefined as RowWriter | undefined };
    try {
      this.#checkBelonging(record, page);
      return this.#map(record, page, version, writing);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(value, record, version, {
        path: error.at === -1 ? belongingPath(error) : (writing.writer?.place(error.at) ?? ""),
        rule: error.rule,
        code: error.code,
      });
    }
  }

  #checkBelonging(record: StripeRecord, page: PageContext): void {
    if (typeof record.id !== "string" || record.id === "" || record.object !== this.#object) {
      throw new Refusal(otherObjectRule, "SAEP-1305");
    }
    if (typeof record.livemode === "boolean" && record.livemode !== page.livemode) {
      throw new Refusal(otherModeRule, "SAEP-1305");
    }
  }

  #map(
    record: StripeRecord,
    page: PageContext,
    version: RecordVersion,
    writing: { writer: RowWriter | undefined },
  ): MappedRecord {
    const identity = {
      account: page.account,
      livemode: page.livemode,
      object: this.#object,
      id: record.id as string,
    };
    const shared = { page, version, deleted: record.deleted === true };
    const rows: MappedRow[] = [];
    for (const [dataset, writer] of this.#writers) {
      writing.writer = writer;
      const contexts =
        dataset === "event"
          ? this.#provenFacts(record, page, (fact) => factRowId(identity, fact)).map((fact) =>
              recordContext(shared, fact),
            )
          : [recordContext(shared, { ...noFact, row_id: versionRowId(identity, version) })];
      for (const context of contexts) {
        const texts = writer.write(record, context);
        const digest = dataset === "event" ? "" : hash("sha256", `${dataset}${texts.stable}\n`, "hex");
        rows.push({ dataset, rowId: context.row_id, digest, bytes: this.#encoder.encode(texts.text) });
      }
    }
    const created = record.created;
    return {
      fate: "mapped",
      id: identity.id,
      created: typeof created === "number" ? created : undefined,
      version,
      rows,
    };
  }

  #provenFacts(record: StripeRecord, page: PageContext, rowId: (fact: string) => string): FactContext[] {
    return this.#facts
      .filter(({ when }) => when.every(({ condition, path }) => conditionHolds(condition, lookUp(record, path))))
      .map((fact) => ({
        fact: fact.name,
        event_type: fact.eventType,
        fact_time: fact.timestamp === undefined ? page.respondedAt : factTime(lookUp(record, fact.timestamp)),
        row_id: rowId(fact.name),
      }));
  }
}

/** Compiled rows take the context for granted. */
function assertWhole({ account, apiVersion, respondedAt, firstSequence }: PageContext): void {
  if (account !== "" && apiVersion !== "" && Number.isSafeInteger(respondedAt) && Number.isSafeInteger(firstSequence))
    return;
  throw new InternalError({ code: "SAEP-1901", message: "A page came without its account, version or time" });
}

type FactContext = Pick<RecordContext, "fact" | "event_type" | "fact_time" | "row_id">;

/** One literal, so that all contexts have one shape. */
function recordContext(
  of: { readonly page: PageContext; readonly version: RecordVersion; readonly deleted: boolean },
  fact: FactContext,
): RecordContext {
  return {
    account: of.page.account,
    livemode: of.page.livemode,
    api_version: of.page.apiVersion,
    deleted: of.deleted,
    version: of.version.milliseconds,
    version_sequence: of.version.sequence,
    row_id: fact.row_id,
    fact: fact.fact,
    event_type: fact.event_type,
    fact_time: fact.fact_time,
  };
}

const noFact = { fact: undefined, event_type: undefined, fact_time: undefined } as const;

/** An event without a time would be refused by the platform, so it is refused here. */
function factTime(seconds: unknown): number {
  if (Number.isSafeInteger(seconds)) return (seconds as number) * 1000;
  throw new Refusal(factTimeRule, "SAEP-1301");
}

function belongingPath(error: Refusal): string {
  if (error.rule === otherModeRule) return "livemode";
  return error.rule === factTimeRule ? "created" : "object";
}

function refused(
  value: unknown,
  record: StripeRecord,
  version: RecordVersion,
  reason: Pick<RefusedRecord, "path" | "rule" | "code">,
): RefusedRecord {
  const { id, created } = record;
  return {
    fate: "refused",
    id: typeof id === "string" ? id : "",
    created: typeof created === "number" ? created : undefined,
    version,
    ...reason,
    source: Buffer.from(JSON.stringify(value)),
  };
}

function parse(bytes: Uint8Array): object {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString());
  } catch (error) {
    throw notWhole("it cannot be parsed", error);
  }
  if (typeof parsed !== "object" || parsed === null) throw notWhole("it is no object");
  return parsed;
}

function notWhole(reason: string, cause?: unknown): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1106",
    message: `An answer of Stripe is not whole JSON: ${reason}`,
    next: "Read the page again; if it stays, look for a proxy that alters answers.",
    // A parser's message quotes the body, so only its kind is kept.
    ...(cause instanceof Error ? { cause: cause.name } : {}),
  });
}
