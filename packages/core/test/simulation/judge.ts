import { readFileSync } from "node:fs";
import type { TrueObject } from "@stripe-aep/simulator";
import { resourceNames, type ResourceName } from "../../src/resources.ts";
import { schemasFolder, type Stage } from "./stage.ts";

type Row = Readonly<Record<string, unknown>>;

/** An object's row, as much of it as the judge compares. */
interface ObjectRow {
  readonly rowId: string;
  readonly id: string;
  readonly data: Row;
  readonly deleted: boolean;
  readonly version: readonly [number, number];
}

/**
 * Compares the account with what the platform holds. It reads both sides from the simulator and knows nothing of the
 * connector but the form of its rows: what it says is not the code under test agreeing with itself.
 */
export async function judge(stage: Stage): Promise<readonly string[]> {
  const violations: string[] = [];
  const datasets = await stage.platform.control.datasets();
  const idOf = (title: string) => datasets.find((dataset) => dataset.name === title)?.id;
  for (const resource of resourceNames) {
    if (stage.scenario.datasets[resource] === undefined) continue;
    const objectDataset = idOf(titleOf(resource, "object"));
    if (objectDataset === undefined) return ["a dataset is missing"];
    const rows: ObjectRow[] = [];
    for await (const row of stage.platform.control.dumpDataset(objectDataset)) rows.push(readRow(stage, resource, row));
    const truth = [...stage.world.truth([resource])];
    violations.push(...judgeObjects(stage, resource, truth, rows).map((sentence) => `${resource}: ${sentence}`));
    const eventTitle = titleOf(resource, "event");
    const eventDataset = idOf(eventTitle);
    if (eventDataset !== undefined) violations.push(...(await judgeEvents(stage, resource, truth, eventDataset)));
  }
  violations.push(...judgeLedger(stage), ...(await judgeSecrets(stage)), ...judgeStore(stage));
  return violations;
}

const manifest = JSON.parse(readFileSync(`${schemasFolder}/manifest.json`, "utf8")) as {
  readonly resources: Readonly<
    Record<
      string,
      { readonly mapping: string; readonly datasets: Readonly<Record<string, { readonly title: string }>> }
    >
  >;
};

function titleOf(resource: string, dataset: string): string {
  return manifest.resources[resource]?.datasets[dataset]?.title ?? `no ${resource} ${dataset}`;
}

function readRow(stage: Stage, resource: ResourceName, row: Row): ObjectRow {
  const tenant = row[`_${stage.platform.tenantId}`] as Readonly<Record<string, Row>>;
  const data = tenant[`${resource}_data`] ?? {};
  const record = tenant.stripe_record ?? {};
  return {
    rowId: String(row._id),
    id: String(data.id),
    data,
    deleted: record.deleted === true,
    version: [Number(record.version), Number(record.version_sequence)],
  };
}

function judgeObjects(
  stage: Stage,
  resource: ResourceName,
  truth: readonly TrueObject[],
  rows: readonly ObjectRow[],
): readonly string[] {
  const violations: string[] = [];
  const ids = new Set<string>();
  for (const { rowId } of rows) {
    if (ids.has(rowId)) violations.push(`the row ${rowId} arrived twice`);
    ids.add(rowId);
  }
  const ordered = [...rows].sort((a, b) => a.version[0] - b.version[0] || a.version[1] - b.version[1]);
  const newest = new Map<string, ObjectRow>();
  for (const row of ordered) {
    const previous = newest.get(row.id);
    if (previous !== undefined && sameContent(previous, row))
      violations.push(`${row.id} was sent twice with nothing new`);
    newest.set(row.id, row);
  }
  const known = new Map(truth.map((object) => [object.id, object]));
  for (const id of newest.keys())
    if (!known.has(id)) violations.push(`${id} is in the platform and never was in the account`);
  for (const object of truth) {
    const row = newest.get(object.id);
    if (object.deleted) {
      if (row !== undefined && !row.deleted) violations.push(`${object.id} is deleted and the platform does not know`);
    } else if (row === undefined) {
      if (object.listed) violations.push(`${object.id} is missing`);
    } else if (row.deleted) violations.push(`${object.id} lives and the platform calls it deleted`);
    else violations.push(...differences(stage, resource, object, row));
  }
  return violations;
}

function sameContent(one: ObjectRow, other: ObjectRow): boolean {
  return one.deleted === other.deleted && JSON.stringify(one.data) === JSON.stringify(other.data);
}

/** Top-level numbers, truths and unix times of the true object against the newest row. */
function differences(stage: Stage, resource: ResourceName, truth: TrueObject, row: ObjectRow): readonly string[] {
  const violations: string[] = [];
  for (const { source, conversion, policy } of objectMapping(resource)) {
    const expected = truth.object[source];
    if (policy?.minimal === "drop" || truth.silent.includes(source) || expected === null || expected === undefined)
      continue;
    if (!(conversion === "long" || conversion === "boolean" || conversion === "date-time-from-seconds")) continue;
    const actual =
      conversion === "date-time-from-seconds" ? Date.parse(String(row.data[source])) / 1000 : row.data[source];
    if (actual !== expected) violations.push(`${truth.id}.${source} is ${String(actual)}, not ${String(expected)}`);
  }
  const status = truth.object.status;
  const isAtRest = !truth.silent.includes("status") || isLongSettled(stage, truth);
  if (typeof status === "string" && isAtRest && row.data.status !== status) {
    violations.push(`${truth.id}.status is ${String(row.data.status)}, not ${status}`);
  }
  return violations;
}

/** A balance transaction that came to rest a while before the last run must be known to have. */
function isLongSettled(stage: Stage, truth: TrueObject): boolean {
  const due = truth.object.available_on;
  const last = stage.reports.at(-1)?.startedAt ?? 0;
  return typeof due === "number" && due * 1000 < last - 2 * 60 * 60_000;
}

interface MappingRow {
  readonly source: string;
  readonly conversion: string;
  readonly policy?: { readonly minimal?: string };
}

interface Fact {
  readonly name: string;
  readonly when?: readonly { readonly path: string; readonly equals?: unknown }[];
}

const mappings = new Map<string, { readonly object: readonly MappingRow[]; readonly facts: readonly Fact[] }>();

function mappingOf(resource: ResourceName) {
  const known = mappings.get(resource);
  if (known !== undefined) return known;
  const file = `${schemasFolder}/${manifest.resources[resource]?.mapping ?? ""}`;
  const { datasets } = JSON.parse(readFileSync(file, "utf8")) as {
    readonly datasets: {
      readonly object: { readonly rows: readonly MappingRow[] };
      readonly event?: { readonly facts: readonly Fact[] };
    };
  };
  const isTopLevel = (row: MappingRow) => row.source !== undefined && /^[a-z_]+$/.test(row.source);
  const read = { object: datasets.object.rows.filter(isTopLevel), facts: datasets.event?.facts ?? [] };
  mappings.set(resource, read);
  return read;
}

function objectMapping(resource: ResourceName): readonly MappingRow[] {
  return mappingOf(resource).object;
}

/** Facts happen once; a charge that has succeeded, a subscription that exists, must have been told. */
async function judgeEvents(
  stage: Stage,
  resource: ResourceName,
  truth: readonly TrueObject[],
  datasetId: string,
): Promise<readonly string[]> {
  const violations: string[] = [];
  const rowIds = new Set<string>();
  const told = new Set<string>();
  for await (const row of stage.platform.control.dumpDataset(datasetId)) {
    const rowId = String(row._id);
    if (rowIds.has(rowId)) violations.push(`${resource}: the fact ${rowId} was told twice`);
    rowIds.add(rowId);
    const tenant = row[`_${stage.platform.tenantId}`] as Readonly<Record<string, Row>>;
    told.add(String(tenant.stripe_event?.object_id));
  }
  for (const { object, id, listed, deleted } of truth) {
    const isTold = resource === "subscriptions" || object.status === "succeeded";
    if (listed && !deleted && isTold && !told.has(id)) violations.push(`${resource}: no fact of ${id} was told`);
  }
  return violations;
}

function judgeLedger(stage: Stage): readonly string[] {
  return stage.reports.flatMap((report) =>
    Object.values(report.resources)
      .filter((resource) => report.status === "succeeded" && !resource.balanced)
      .map((resource) => `the ledger of ${resource.resource} does not balance`),
  );
}

/** Keys never, and under the minimal policy no address of a person, in anything that leaves or stays. */
async function judgeSecrets(stage: Stage): Promise<readonly string[]> {
  const violations: string[] = [];
  const secrets = [stage.stripe.keys.secret, stage.platform.clientSecret, stage.platform.token];
  const texts = [...stage.logLines, ...stage.disk.texts()];
  for (const secret of secrets) {
    if (texts.some((text) => text.includes(secret))) violations.push("a secret stands in a log line or a file");
  }
  const emails = [...stage.world.truth(["customers"])]
    .map(({ object }) => object.email)
    .filter((email): email is string => typeof email === "string" && email.includes("@"));
  for (const { id, name } of await stage.platform.control.datasets()) {
    for await (const row of stage.platform.control.dumpDataset(id)) {
      const text = JSON.stringify(row);
      const email = emails.find((candidate) => text.includes(candidate));
      if (email !== undefined) violations.push(`${name}: an e-mail address was sent under the minimal policy`);
    }
  }
  return [...new Set(violations)];
}

/** Nothing is left lying about: every sealed batch has been settled. */
function judgeStore(stage: Stage): readonly string[] {
  const open = stage.disk.database.prepare("select count(*) as batches from batch").get() as { batches: number };
  const refused = stage.disk.database.prepare("select count(*) as entries from quarantine where status = 'open'").get();
  const violations: string[] = [];
  if (open.batches > 0) violations.push(`${open.batches} sealed batches were never settled`);
  if ((refused as { entries: number }).entries > 0) violations.push("something is still in quarantine");
  return violations;
}
