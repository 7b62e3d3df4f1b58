import { datasetRows } from "../platform/dataset-rows.ts";
import { type Resource, resources } from "../resources.ts";
import { createPageMapper } from "../xdm/create-page-mapper.ts";
import { describeRefusal } from "../xdm/describe-refusal.ts";
import type { MappedRecord, PageMapper, RefusedRecord } from "../xdm/page-mapper.ts";
import { DifferenceList } from "./difference-list.ts";
import { GroupTally } from "./group-tally.ts";
import { judgeDay } from "./judge-day.ts";
import { isDrift, judgeObject, type Knowledge, type StripeSide } from "./judge-object.ts";
import { Measures } from "./measures.ts";
import { ObjectIndex } from "./object-index.ts";
import { noContent, objectKey, type ObjectRow, RowReader } from "./read-row.ts";
import type { ReconcileInput, ReconcileTarget } from "./reconcile.ts";
import {
  type DayComparison,
  type IdentityCheck,
  type ReconcileLevel,
  type ReconcileVerdict,
  type ResourceReconciliation,
  worstVerdict,
} from "./report.ts";
import { parseObject } from "../stripe/account.ts";
import { type ListedObject, listObjects } from "../stripe/list-objects.ts";
import { Tally } from "./tally.ts";
import { contentOf } from "./mapped-content.ts";
import type { ResourceMapping } from "../xdm/mapping.ts";
import { decideRow, type FieldPolicy } from "../xdm/policy.ts";

/** Platform first, into the index; then Stripe's lists against it; then what only the platform has, by name. */
export async function reconcileResource(
  input: ReconcileInput,
  target: ReconcileTarget,
): Promise<ResourceReconciliation> {
  const comparison = await Comparison.open(input, target);
  await comparison.readPlatform();
  await comparison.readStripe();
  await comparison.nameUnlisted();
  return comparison.result();
}

class Comparison {
  readonly #input: ReconcileInput;
  readonly #target: ReconcileTarget;
  readonly #resource: Resource;
  readonly #level: ReconcileLevel;
  readonly #mapper: PageMapper;
  readonly #rows: RowReader;
  readonly #index: ObjectIndex;
  readonly #measures: Measures;
  readonly #tally: Tally;
  readonly #groups: GroupTally;
  /** Currencies and groups; the index holds their places. */
  readonly #names: string[] = [];
  readonly #brokenAtStripe: number[];
  readonly #differences = new DifferenceList();
  readonly #missing = new Set<string>();
  #read = 0;
  #otherRows = 0;

  constructor(input: ReconcileInput, target: ReconcileTarget, mapper: PageMapper, measures: Measures) {
    this.#input = input;
    this.#target = target;
    this.#resource = resources[target.resource];
    this.#level = input.level ?? "digests";
    this.#mapper = mapper;
    this.#measures = measures;
    const { tenantId } = input.schemas;
    this.#rows = new RowReader({ tenantId, resource: target.resource, measures, level: this.#level });
    this.#index = new ObjectIndex({ sums: measures.amountNames.length, labels: 1 + measures.groupings.length });
    this.#tally = new Tally(this.#level === "counts" ? [] : measures.sums);
    this.#groups = new GroupTally(measures);
    this.#brokenAtStripe = measures.identities.map(() => 0);
  }

  static async open(input: ReconcileInput, target: ReconcileTarget): Promise<Comparison> {
    const { schemas, policy } = input;
    const mapping = await schemas.mapping(target.resource);
    // What cannot be sent is what the mapper refuses, so both are asked with the same schema.
    const rowSchemas = await schemas.rowSchemas(target.resource, ["object"]);
    const mapper = createPageMapper({ mapping, datasets: ["object"], policy, rowSchemas });
    const measures = new Measures(target.resource, (path) => isSentAsItIs(mapping, policy, path));
    return new Comparison(input, target, mapper, measures);
  }

  async readPlatform(): Promise<void> {
    for await (const row of this.#platformRows()) {
      this.#index.add({ ...row, labels: [row.currency, ...row.groups].map((name) => this.#numberOf(name)) });
    }
    for (const slot of this.#index.places()) {
      if (!this.#isLive(slot)) continue;
      const amounts = this.#measures.amountNames.map((_, sum) => this.#index.amount(slot, sum));
      this.#tally.add("platform", {
        created: this.#index.created(slot),
        currency: this.#nameOf(slot, 0),
        amounts,
        key: this.#index.key(slot),
        content: this.#index.content(slot),
      });
      const groups = this.#measures.groupings.map((_, grouping) => this.#nameOf(slot, grouping + 1));
      this.#groups.add("platform", groups, amounts);
    }
  }

  async readStripe(): Promise<void> {
    const { stripe, from, to, signal } = this.#input;
    for (const parameters of this.#resource.passes) {
      const { listPath: path, nestedLists } = this.#resource;
      const query = { path, parameters, nestedLists, createdFrom: from, createdTo: to };
      for await (const { objects, answer } of listObjects(stripe, query, signal)) {
        await this.#compare(objects, answer.respondedAt, answer.apiVersion);
        this.#input.onProgress?.({
          resource: this.#target.resource,
          side: "stripe",
          read: (this.#read += objects.length),
        });
      }
    }
  }

  /** Lists leave some objects out (inline prices, test clocks): each that only the platform has is asked for by id. */
  async nameUnlisted(): Promise<void> {
    const unlisted = [...this.#index.places()].filter((slot) => this.#isLive(slot) && !this.#index.isSeen(slot));
    if (unlisted.length === 0) return;
    const wanted = new Set(unlisted);
    for await (const row of this.#platformRows()) {
      const slot = this.#index.find(row.key);
      if (slot === undefined || !wanted.delete(slot)) continue;
      await this.#askForUnlisted(row, slot);
    }
  }

  async result(): Promise<ResourceReconciliation> {
    const { memory } = this.#input;
    const { resource } = this.#target;
    const ledger = await memory?.ledger(resource);
    const now = this.#input.clock.now();
    const days = this.#tally
      .days(this.#level === "digests")
      .map((day) => judgeDay(day, this.#differences.ofDay(day.day, day.currency), now));
    return {
      resource,
      datasetId: this.#target.datasetId,
      stripeCount: this.#tally.count("stripe"),
      platformCount: this.#tally.count("platform"),
      tombstones: [...this.#index.places()].filter((slot) => this.#index.isDeleted(slot)).length,
      rows: this.#index.rows,
      repeatedRows: this.#index.repeated,
      otherRows: this.#otherRows,
      ledgerCount: await memory?.count(resource),
      sums: this.#tally.sums(),
      days,
      groups: this.#level === "counts" ? [] : this.#groups.comparisons(),
      identities: this.#identities(),
      differences: this.#differences.listed,
      differenceCounts: this.#differences.counts,
      ledger,
      verdict: this.#verdict(ledger?.balanced ?? true, days),
    };
  }

  /** Money that is unequal although no object differs is a defect of ours: the mapper is on both sides of a content. */
  #verdict(balanced: boolean, days: readonly DayComparison[]): ReconcileVerdict {
    const reasons = this.#differences.reasons();
    if (!balanced || reasons.some(isDrift)) return "differs";
    return worstVerdict([...days.map(({ verdict }) => verdict), reasons.length > 0 ? "explained" : "equal"]);
  }

  #identities(): readonly IdentityCheck[] {
    const live = [...this.#index.places()].filter((slot) => this.#isLive(slot));
    return this.#measures.identities.map(({ sentence }, position) => ({
      sentence,
      brokenAtStripe: this.#brokenAtStripe[position] ?? 0,
      brokenOnPlatform: live.filter((slot) => (this.#index.broken(slot) & (1 << position)) !== 0).length,
    }));
  }

  /** Rows of this account and mode within the window; others may share the dataset. */
  async *#platformRows(): AsyncGenerator<ObjectRow> {
    const { platform, account, livemode, signal } = this.#input;
    let read = 0;
    let others = 0;
    for await (const row of datasetRows(platform, this.#target.datasetId, signal)) {
      read += 1;
      if (read % 1_000 === 0) this.#input.onProgress?.({ resource: this.#target.resource, side: "platform", read });
      const objectRow = this.#rows.read(row);
      if (objectRow?.account === account && objectRow.livemode === livemode) yield objectRow;
      else others += 1;
    }
    this.#otherRows = others;
  }

  #isLive(slot: number): boolean {
    return !this.#index.isDeleted(slot) && this.#isInWindow(this.#index.created(slot));
  }

  #isInWindow(created: number | undefined): boolean {
    const { from = -Infinity, to = Infinity } = this.#input;
    return created === undefined || (created >= from && created < to);
  }

  #numberOf(name: string): number {
    const known = this.#names.indexOf(name);
    return known === -1 ? this.#names.push(name) - 1 : known;
  }

  #nameOf(slot: number, label: number): string {
    return this.#names[this.#index.label(slot, label)] ?? "";
  }

  async #compare(objects: readonly ListedObject[], respondedAt: number, apiVersion: string): Promise<void> {
    const { account, livemode, memory } = this.#input;
    const context = { account, livemode, apiVersion, respondedAt, firstSequence: 0 };
    const page = Buffer.from(JSON.stringify({ object: "list", data: objects, has_more: false }));
    const { records } = this.#mapper.mapPage(page, context);
    const differing: { readonly object: ListedObject; readonly side: StripeSide; readonly slot: number | undefined }[] =
      [];
    objects.forEach((object, position) => {
      const record = records[position];
      if (record === undefined) return;
      const side = this.#stripeSide(object, record);
      const slot = this.#index.find(objectKey(object.id));
      if (this.#wasSeen(object.id, slot)) return;
      this.#tallyStripe(object, side);
      if (this.#judge(side, slot, {}) !== undefined) differing.push({ object, side, slot });
    });
    if (differing.length === 0) return;
    const ids = differing.map(({ object }) => object.id);
    const known = await memory?.know(this.#target.resource, ids);
    for (const { object, side, slot } of differing) {
      const knowledge = { ...known?.get(object.id), filtered: this.#isLeftOut(object) };
      const place = { created: object.created, currency: this.#measures.currencyOf(object) };
      this.#differences.add(object.id, place, this.#judge(side, slot, knowledge));
    }
  }

  #isLeftOut({ created }: ListedObject): boolean {
    return created !== undefined && created < (this.#input.since ?? -Infinity);
  }

  /** An object can come twice: in both passes over prices, when it changed between them. */
  #wasSeen(id: string, slot: number | undefined): boolean {
    const seen = slot === undefined ? this.#missing.has(id) : this.#index.isSeen(slot);
    if (slot === undefined) this.#missing.add(id);
    else this.#index.markSeen(slot);
    return seen;
  }

  #stripeSide(object: ListedObject, record: MappedRecord | RefusedRecord): StripeSide {
    const created = object.created;
    if (record.fate === "refused") {
      return { content: undefined, refusal: describeRefusal(record), digest: undefined, created };
    }
    const content = this.#level === "digests" ? contentOf(record, this.#input.schemas.tenantId) : noContent;
    const { digest } = record.rows.find(({ dataset }) => dataset === "object") ?? {};
    return { content, refusal: undefined, digest, created };
  }

  #tallyStripe(object: ListedObject, side: StripeSide): void {
    const amounts = this.#measures.amountsOf(object);
    this.#tally.add("stripe", {
      created: object.created,
      currency: this.#measures.currencyOf(object),
      amounts,
      key: objectKey(object.id),
      content: side.content ?? noContent,
    });
    this.#groups.add("stripe", this.#measures.groupsOf(object), amounts);
    const broken = this.#measures.brokenBy(object);
    this.#brokenAtStripe.forEach((count, position) => {
      if ((broken & (1 << position)) !== 0) this.#brokenAtStripe[position] = count + 1;
    });
  }

  #judge(side: StripeSide | undefined, slot: number | undefined, knowledge: Knowledge) {
    const platform =
      slot === undefined ? undefined : { content: this.#index.content(slot), deleted: this.#index.isDeleted(slot) };
    return judgeObject(side, platform, knowledge);
  }

  async #askForUnlisted(row: ObjectRow, slot: number): Promise<void> {
    const { stripe, signal } = this.#input;
    const answer = await stripe.retrieve(`${this.#resource.listPath}/${row.id}`, signal);
    const object = "missing" in answer ? undefined : (parseObject(answer.body, row.id) as ListedObject);
    if ("missing" in answer || object?.deleted === true) {
      const known = await this.#input.memory?.know(this.#target.resource, [row.id]);
      const judgement = this.#judge(undefined, slot, known?.get(row.id) ?? {});
      const place = { created: this.#index.created(slot), currency: this.#nameOf(slot, 0) };
      this.#differences.add(row.id, place, judgement);
      return;
    }
    const objects = object === undefined ? [] : [object];
    await this.#compare(objects, answer.respondedAt, answer.apiVersion);
  }
}

function isSentAsItIs(mapping: ResourceMapping, policy: FieldPolicy, path: string): boolean {
  const row = mapping.datasets.object?.rows.find(({ source }) => source === path);
  return row !== undefined && decideRow(policy, mapping.resource, row) === "keep";
}
