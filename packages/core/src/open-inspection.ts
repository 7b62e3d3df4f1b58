import type { Feed, FeedParts } from "./open-feed.ts";
import { movedResources } from "./open-feed.ts";
import { StoppedError } from "./errors.ts";
import { schemaRegistry } from "./platform/schema-registry.ts";
import { resources, type ResourceName } from "./resources.ts";
import { knownVersions } from "./state/object-versions.ts";
import type { StripeAnswer } from "./stripe/client.ts";
import { listObjects } from "./stripe/list-objects.ts";
import { createPageMapper } from "./xdm/create-page-mapper.ts";
import type { MappingRow } from "./xdm/mapping.ts";
import type {
  DatasetKind,
  MappedRecord,
  MappedRow,
  PageContext,
  PageMapper,
  RefusedRecord,
} from "./xdm/page-mapper.ts";

/** One object as Stripe has it, as it would be sent, and the rule for each field. */
export interface Preview {
  readonly resource: ResourceName;
  readonly id: string;
  readonly object: unknown;
  /** The rows that it would give, by dataset. */
  readonly rows: readonly { readonly dataset: DatasetKind; readonly row: unknown }[];
  /** Why it would go to quarantine, if it would. */
  readonly refused: { readonly path: string; readonly rule: string; readonly code: string } | undefined;
  readonly rules: Partial<Readonly<Record<DatasetKind, readonly MappingRow[]>>>;
}

/** What a run would do with everything that Stripe lists now. */
export interface DryRunReport {
  readonly resources: Partial<Readonly<Record<ResourceName, DryRunFigures>>>;
}

/** What a sync would do with one resource. */
export interface DryRunFigures {
  /** Objects that Stripe lists. */
  readonly read: number;
  /** Objects whose newest version the platform does not have. */
  readonly wouldSend: number;
  readonly unchanged: number;
  readonly refused: number;
  /** At most `refusalsListed`. */
  readonly refusals: readonly {
    readonly id: string;
    readonly path: string;
    readonly rule: string;
    readonly code: string;
  }[];
  /** Bytes of the largest row of each kind. */
  readonly largestRow: Partial<Readonly<Record<DatasetKind, number>>>;
}

/** What a dry run reads; default: every resource that is moved. */
export interface DryRunOptions {
  readonly resources?: readonly ResourceName[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly resource: ResourceName; readonly read: number }) => void;
}

const refusalsListed = 100;

/** Throws `StoppedError` (SAEP-1120) when Stripe has no object of this id. */
export async function previewObject(
  parts: FeedParts,
  feed: Feed,
  resource: ResourceName,
  id: string,
): Promise<Preview> {
  const { mapper, rules } = await openMapper(parts, resource);
  const answer = await feed.stripe.retrieve(`${resources[resource].listPath}/${encodeURIComponent(id)}`);
  if ("missing" in answer) throw noSuchObject(resource, id);
  const mapped = mapper.mapObject(answer.body, contextOf(parts, feed, answer));
  return {
    resource,
    id,
    object: JSON.parse(Buffer.from(answer.body).toString()) as unknown,
    rows:
      mapped.fate === "mapped"
        ? mapped.rows.map(({ dataset, bytes }) => ({
            dataset,
            row: JSON.parse(Buffer.from(bytes).toString()) as unknown,
          }))
        : [],
    refused: mapped.fate === "refused" ? { path: mapped.path, rule: mapped.rule, code: mapped.code } : undefined,
    rules,
  };
}

/** Reads and maps everything, and sends nothing. */
export async function dryRun(parts: FeedParts, feed: Feed, options: DryRunOptions): Promise<DryRunReport> {
  const chosen = movedResources(parts.config).filter((resource) => options.resources?.includes(resource) ?? true);
  const figures: Partial<Record<ResourceName, DryRunFigures>> = {};
  for (const resource of chosen) figures[resource] = await dryRunResource(parts, feed, resource, options);
  return { resources: figures };
}

async function dryRunResource(
  parts: FeedParts,
  feed: Feed,
  resource: ResourceName,
  { signal, onProgress }: DryRunOptions,
): Promise<DryRunFigures> {
  const { mapper } = await openMapper(parts, resource);
  const { listPath: path, nestedLists, passes } = resources[resource];
  const tally = new DryRunTally();
  for (const parameters of passes) {
    for await (const { objects, answer } of listObjects(feed.stripe, { path, parameters, nestedLists }, signal)) {
      const context = contextOf(parts, feed, answer);
      const records = objects.map((object) => mapper.mapObject(Buffer.from(JSON.stringify(object)), context));
      const known = await knownDigests(parts, feed, resource, records);
      for (const record of records) tally.add(record, known);
      onProgress?.({ resource, read: tally.read });
    }
  }
  return tally.figures();
}

type KnownDigest = (record: MappedRecord, row: MappedRow) => string | undefined;

/** Objects are known by their ids in each dataset, facts by those of their rows. */
const keyOf = (record: MappedRecord, row: MappedRow): string => (row.dataset === "event" ? row.rowId : record.id);

async function knownDigests(
  { config, store }: FeedParts,
  { feed }: Feed,
  resource: ResourceName,
  records: readonly (MappedRecord | RefusedRecord)[],
): Promise<KnownDigest> {
  const mapped = records.filter((record) => record.fate === "mapped");
  const known = new Map<string, string>();
  for (const dataset of config.datasets[resource] ?? []) {
    const rows = mapped.flatMap((record) => record.rows.map((row) => ({ record, row })));
    const keys = rows.filter(({ row }) => row.dataset === dataset).map(({ record, row }) => keyOf(record, row));
    const versions = await knownVersions(store.database, feed, resource, dataset, keys);
    for (const [key, { digest }] of versions) known.set(`${dataset} ${key}`, digest);
  }
  return (record, row) => known.get(`${row.dataset} ${keyOf(record, row)}`);
}

class DryRunTally {
  read = 0;
  #wouldSend = 0;
  #unchanged = 0;
  #refused = 0;
  readonly #refusals: DryRunFigures["refusals"][number][] = [];
  readonly #largest: Partial<Record<DatasetKind, number>> = {};

  add(record: MappedRecord | RefusedRecord, known: KnownDigest): void {
    this.read += 1;
    if (record.fate === "refused") {
      this.#refused += 1;
      const { id, path, rule, code } = record;
      if (this.#refusals.length < refusalsListed) this.#refusals.push({ id, path, rule, code });
      return;
    }
    if (record.rows.every((row) => known(record, row) === row.digest)) this.#unchanged += 1;
    else this.#wouldSend += 1;
    for (const { dataset, bytes } of record.rows) {
      this.#largest[dataset] = Math.max(this.#largest[dataset] ?? 0, bytes.length);
    }
  }

  figures(): DryRunFigures {
    return {
      read: this.read,
      wouldSend: this.#wouldSend,
      unchanged: this.#unchanged,
      refused: this.#refused,
      refusals: this.#refusals,
      largestRow: this.#largest,
    };
  }
}

async function openMapper(
  { config, schemas, platform }: FeedParts,
  resource: ResourceName,
): Promise<{ readonly mapper: PageMapper; readonly rules: Preview["rules"] }> {
  const tenant = schemas.forTenant(await schemaRegistry(platform).tenantId());
  const datasets = config.datasets[resource] ?? ["object"];
  const mapping = await tenant.mapping(resource);
  const rowSchemas = await tenant.rowSchemas(resource, datasets);
  return {
    mapper: createPageMapper({ mapping, datasets, policy: config.policy, rowSchemas }),
    rules: Object.fromEntries(datasets.map((dataset) => [dataset, mapping.datasets[dataset]?.rows ?? []])),
  };
}

function contextOf({ config }: FeedParts, feed: Feed, answer: StripeAnswer): PageContext {
  return {
    account: feed.account,
    livemode: feed.livemode,
    apiVersion: config.stripe.apiVersion,
    respondedAt: answer.respondedAt,
    firstSequence: 0,
  };
}

function noSuchObject(resource: ResourceName, id: string): StoppedError {
  return new StoppedError({
    code: "SAEP-1120",
    message: `Stripe has no object ${id} in ${resource}.`,
    where: id,
    next: "Check the id, and that the key is of the same account and mode.",
  });
}
