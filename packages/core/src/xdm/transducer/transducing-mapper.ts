import { hash } from "node:crypto";
import { isUtf8 } from "node:buffer";
import type { RecordMapper } from "../map-page.ts";
import type { ResourceMapping } from "../mapping.ts";
import type {
  DatasetKind,
  MappedPage,
  MappedRecord,
  MappedRow,
  PageContext,
  PageMapper,
  RecordVersion,
  RefusedRecord,
} from "../page-mapper.ts";
import type { ObjectNode } from "../plan-rows.ts";
import { factRowId, type ObjectIdentity, versionRowId } from "../record-ids.ts";
import { buildPlan, type TransducerPlan } from "./build-plan.ts";
import { openEngine, plansAt, type TransducedPage } from "./engine.ts";

/** A record and a row as `assembly/index.ts` lays them out, in words of four bytes. */
const recordWords = 8;
const rowWords = 8;
const mapped = 1;

/**
 * Maps pages by the module in `assembly/`, which makes no objects; whatever is out of the ordinary, be it an object or a whole
 * page, goes to the mapper in JavaScript, whose answers are the ones that count.
 */
export class TransducingMapper implements PageMapper {
  readonly #object: string;
  readonly #datasets: readonly DatasetKind[];
  readonly #plan: TransducerPlan;
  readonly #whole: RecordMapper;

  private constructor(object: string, datasets: readonly DatasetKind[], plan: TransducerPlan, whole: RecordMapper) {
    this.#object = object;
    this.#datasets = datasets;
    this.#plan = plan;
    this.#whole = whole;
  }

  /** Undefined when the mapping is not for the module. `whole` maps what it leaves. */
  static of(
    mapping: ResourceMapping,
    plans: readonly (readonly [DatasetKind, ObjectNode])[],
    whole: RecordMapper,
  ): TransducingMapper | undefined {
    const plan = openEngine() === undefined ? undefined : buildPlan(mapping, plans, plansAt);
    if (plan === undefined) return undefined;
    return new TransducingMapper(
      mapping.object,
      plans.map(([dataset]) => dataset),
      plan,
      whole,
    );
  }

  mapPage(page: Uint8Array, context: PageContext): MappedPage {
    return this.#transduce(page, context) ?? this.#whole.mapPage(page, context);
  }

  mapObject(object: Uint8Array, context: PageContext): MappedRecord | RefusedRecord {
    return this.#whole.mapObject(object, context);
  }

  #transduce(page: Uint8Array, context: PageContext): MappedPage | undefined {
    // Broken UTF-8 would be replaced by JavaScript.
    if (!isOrdinary(context) || !isUtf8(page)) return undefined;
    const texts = this.#plan.pageTexts.of(context);
    if (texts === undefined) return undefined;
    const { livemode, firstSequence } = context;
    const answer = openEngine()?.map(page, this.#plan, { texts, livemode, firstSequence });
    return answer === undefined ? undefined : this.#collect(answer, context);
  }

  #collect(page: TransducedPage, context: PageContext): MappedPage {
    const { memory, words } = page;
    const rows = Buffer.allocUnsafeSlow(page.rowsEnd - page.rowsAt);
    const reading: Reading = { page, rows, context };
    const records: (MappedRecord | RefusedRecord)[] = [];
    let record = page.recordsAt / 4;
    for (let index = 0; index < page.records; index += 1) {
      records.push(this.#record(reading, record, index));
      record += recordWords + rowWords * (words[record + 5] ?? 0);
    }
    // Last, because ids are put into the rows until then.
    memory.copy(rows, 0, page.rowsAt, page.rowsEnd);
    return { records, hasMore: page.hasMore };
  }

  #record(reading: Reading, record: number, index: number): MappedRecord | RefusedRecord {
    const { page, context } = reading;
    const { memory, words } = page;
    if (words[record] !== mapped) return this.#left(reading, record, index);
    const id = memory.toString("latin1", words[record + 3], (words[record + 3] ?? 0) + (words[record + 4] ?? 0));
    const created = page.doubles[record / 2 + 3];
    const version = { milliseconds: context.respondedAt, sequence: context.firstSequence + index };
    const identity = { account: context.account, livemode: context.livemode, object: this.#object, id };
    const rows: MappedRow[] = [];
    for (let left = words[record + 5] ?? 0, row = record + recordWords; left > 0; left -= 1, row += rowWords) {
      rows.push(this.#row(reading, row, { identity, version }));
    }
    return {
      fate: "mapped",
      id,
      created: created === noTime ? undefined : created,
      version,
      rows,
    };
  }

  /** What the module left, from its text. */
  #left({ page, context }: Reading, record: number, index: number): MappedRecord | RefusedRecord {
    const text = page.memory.toString("utf8", page.words[record + 1], page.words[record + 2]);
    return this.#whole.mapRecord(JSON.parse(text), context, index);
  }

  /** The id goes into the place that the module left for it. */
  #row(
    { page, rows }: Reading,
    row: number,
    of: { readonly identity: ObjectIdentity; readonly version: RecordVersion },
  ): MappedRow {
    const { memory, words, rowsAt } = page;
    const word = (place: number) => words[row + place] ?? 0;
    const digested = word(5);
    const dataset = this.#datasets[word(0)] ?? "object";
    const isEvent = dataset === "event";
    const rowId = isEvent
      ? factRowId(of.identity, this.#plan.facts[word(1)] ?? "")
      : versionRowId(of.identity, of.version);
    if (word(4) !== 0) memory.write(rowId, word(4), "latin1");
    const start = word(2) - rowsAt;
    return {
      dataset,
      rowId,
      digest: isEvent ? "" : hash("sha256", memory.subarray(digested, digested + word(6)), "hex"),
      bytes: rows.subarray(start, start + word(3)),
    };
  }
}

interface Reading {
  readonly page: TransducedPage;
  readonly rows: Buffer;
  readonly context: PageContext;
}

/** What the module says instead of `created` when there is none. */
const noTime = -1e300;

function isOrdinary({ account, apiVersion, respondedAt, firstSequence }: PageContext): boolean {
  return (
    account !== "" &&
    apiVersion !== "" &&
    Number.isSafeInteger(respondedAt) &&
    Number.isSafeInteger(firstSequence + 1e9) &&
    firstSequence >= 0
  );
}
