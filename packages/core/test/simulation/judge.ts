import { checkDatasets, describeFinding, type Finding, type StripeObject } from "@stripe-aep/simulator";
import { resourceNames } from "../../src/resources.ts";
import type { Stage } from "./stage.ts";

type Row = Readonly<Record<string, unknown>>;

/** An object's row, as much of it as this file looks at; the simulator's checker compares the rest. */
interface ObjectRow {
  readonly rowId: string;
  readonly resource: string;
  readonly id: string;
  readonly data: Row;
  readonly deleted: boolean;
  readonly version: readonly [number, number];
}

/**
 * Says what is wrong after a simulation, in sentences. The simulator's own checker compares account and datasets; here stands
 * what it does not know of: nothing sent in vain, what comes to rest silently, the ledger, secrets, loose ends. None of it
 * is the code under test agreeing with itself.
 */
export async function judge(stage: Stage): Promise<readonly string[]> {
  const all = await readRows(stage);
  const rows = withoutCopies(stage, all);
  const moved = resourceNames.filter((resource) => stage.scenario.datasets[resource] !== undefined);
  const events = moved.filter((resource) => stage.scenario.datasets[resource]?.includes("event"));
  const report = await checkDatasets({
    truth: stage.world,
    rows: () => rows,
    tenantId: stage.platform.tenantId,
    expected: { object: moved, event: events },
  });
  const findings = report.findings.filter((finding) => !isExplained(finding)).map(describeFinding);
  const objects = rows.flatMap((row) => readObjectRow(stage, row));
  return [
    ...findings,
    ...judgeCopies(all),
    ...judgeRepetitions(stage, objects),
    ...judgeReturns(objects),
    ...judgeRest(stage, objects),
    ...judgeLedger(stage),
    ...judgeSecrets(stage, rows),
    ...judgeStore(stage),
  ];
}

/** What no event tells: also an item's price, which the subscription shows as it is now. */
function isExplained({ kind, resource, path = "" }: Finding): boolean {
  return kind === "unannounced" || (resource === "subscriptions" && /^items\.(?:price|plan)\b/.test(path));
}

async function readRows(stage: Stage): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const { id } of await stage.platform.control.datasets()) {
    for await (const row of stage.platform.control.dumpDataset(id)) rows.push(row);
  }
  return rows;
}

/**
 * Nobody can ask whether a stream without an answer has arrived, so it is sent again: the lake keeps both copies, and their
 * one `_id` says that they are one row. Only what was in doubt may be there twice: after a lost answer, or a lost process.
 */
function withoutCopies(stage: Stage, rows: readonly Row[]): readonly Row[] {
  const seen = new Set<string>();
  return rows.filter(({ _id: id }) => {
    const isCopy = typeof id === "string" && seen.has(id) && mayDouble(stage, id);
    seen.add(String(id));
    return !isCopy;
  });
}

function mayDouble({ scenario, deaths, failures, network }: Stage, id: string): boolean {
  const wasCut = deaths.length > 0 || failures.length > 0 || scenario.rounds.some(isCut);
  return scenario.streaming && (wasCut || network.streamedInDoubt.has(id));
}

function isCut({ freezeAfter }: Stage["scenario"]["rounds"][number]): boolean {
  return freezeAfter !== undefined;
}

/** Copies of a row are copies: one `_id` never says two things of an object. */
function judgeCopies(rows: readonly Row[]): readonly string[] {
  const versions = rows.filter((row) => row.timestamp === undefined);
  return [...Map.groupBy(versions, (row) => row._id)]
    .filter(([, copies]) => new Set(copies.map((copy) => JSON.stringify(copy))).size > 1)
    .map(([id]) => `two different rows have the _id ${String(id)}`);
}

function readObjectRow(stage: Stage, row: Row): readonly ObjectRow[] {
  const tenant = row[`_${stage.platform.tenantId}`] as Readonly<Record<string, Row>>;
  const record = tenant.stripe_record;
  const resource = resourceNames.find((name) => tenant[`${name}_data`] !== undefined);
  if (record === undefined || resource === undefined) return [];
  const data = tenant[`${resource}_data`] ?? {};
  const version = [Number(record.version), Number(record.version_sequence)] as const;
  return [{ rowId: String(row._id), resource, id: String(data.id), data, deleted: record.deleted === true, version }];
}

/**
 * Every row of an object says something that the one before did not. Unless that one was sent in doubt and a copy of
 * it refused: nobody can tell that another copy is there, so the object comes from quarantine in a version of its own.
 */
function judgeRepetitions(stage: Stage, rows: readonly ObjectRow[]): readonly string[] {
  const violations: string[] = [];
  const newest = new Map<string, ObjectRow>();
  for (const row of inOrder(rows)) {
    const previous = newest.get(row.id);
    const isRepeated = previous !== undefined && sameContent(previous, row);
    const wasRefused = previous !== undefined && stage.network.refused.has(previous.rowId);
    if (isRepeated && !(wasRefused && mayDouble(stage, previous.rowId)))
      violations.push(`${row.id} was sent twice with nothing new`);
    newest.set(row.id, row);
  }
  return violations;
}

/**
 * A state, another one, and the first again: an older answer has taken the place of a newer one. Only where things do not
 * come and go in earnest, as a pause of a subscription, a discount of a customer, or a refund that fails does.
 */
function judgeReturns(rows: readonly ObjectRow[]): readonly string[] {
  const histories = Map.groupBy(inOrder(rows), (row) => row.id);
  return [...histories]
    .filter(([, history]) => history.some((_, at) => goesBack(history, at)))
    .map(([id]) => `${id} went back to an older version`);
}

function goesBack(history: readonly ObjectRow[], at: number): boolean {
  const [first, second, third] = history.slice(at, at + 3);
  if (first === undefined || second === undefined || third === undefined) return false;
  if (first.resource !== "charges" || !sameContent(first, third)) return false;
  const changed = Object.keys({ ...first.data, ...second.data }).filter((name) => {
    return JSON.stringify(first.data[name]) !== JSON.stringify(second.data[name]);
  });
  return changed.some((name) => name !== "amount_refunded" && name !== "refunded");
}

function inOrder(rows: readonly ObjectRow[]): readonly ObjectRow[] {
  return [...rows].sort((a, b) => a.version[0] - b.version[0] || a.version[1] - b.version[1]);
}

function sameContent(one: ObjectRow, other: ObjectRow): boolean {
  return one.deleted === other.deleted && JSON.stringify(one.data) === JSON.stringify(other.data);
}

/** A balance transaction that came to rest a while before the last run must be known to have, though no event said so. */
function judgeRest(stage: Stage, rows: readonly ObjectRow[]): readonly string[] {
  if (stage.scenario.datasets.balance_transactions === undefined) return [];
  const newest = new Map(inOrder(rows).map((row) => [row.id, row]));
  const lastRun = stage.reports.at(-1)?.startedAt ?? 0;
  return [...stage.world.truth(["balance_transactions"])]
    .filter(({ object }) => isLongAtRest(object, lastRun))
    .filter(({ id, object }) => newest.get(id)?.data.status !== object.status)
    .map(({ id }) => `${id} has come to rest and the platform does not know`);
}

function isLongAtRest({ available_on: due }: StripeObject, lastRun: number): boolean {
  return typeof due === "number" && due * 1000 < lastRun - 2 * 60 * 60_000;
}

/** Both equations, added up anew. */
function judgeLedger(stage: Stage): readonly string[] {
  return stage.reports.flatMap((report) =>
    Object.values(report.resources)
      .flatMap((resource) => Object.values(resource.datasets).map((figures) => ({ ...figures, resource })))
      .filter(({ read, sent, unchanged, filtered, quarantined, accepted, rejected }) => {
        return read !== sent + unchanged + filtered + quarantined || sent !== accepted + rejected;
      })
      .map(({ resource }) => `the ledger of ${resource.resource} does not balance`),
  );
}

/** Keys never, and under the minimal policy no address of a person, in anything that leaves or stays. */
function judgeSecrets(stage: Stage, rows: readonly Row[]): readonly string[] {
  const violations: string[] = [];
  const secrets = [stage.stripe.keys.secret, stage.platform.clientSecret, stage.platform.token];
  const texts = [...stage.logLines, ...stage.disk.texts()];
  for (const secret of secrets) {
    if (texts.some((text) => text.includes(secret))) violations.push("a secret stands in a log line or a file");
  }
  const sent = rows.map((row) => JSON.stringify(row));
  const emails = [...stage.world.truth(["customers"])]
    .map(({ object }) => object.email)
    .filter((email): email is string => typeof email === "string" && email.includes("@"));
  if (emails.some((email) => sent.some((text) => text.includes(email)))) {
    violations.push("an e-mail address was sent under the minimal policy");
  }
  return violations;
}

/** Every sealed batch has been settled, and what was refused for a passing reason is no longer in quarantine. */
function judgeStore(stage: Stage): readonly string[] {
  const count = (query: string) => Number(Object.values(stage.disk.database.prepare(query).get() ?? {})[0]);
  const violations: string[] = [];
  if (count("select count(*) from batch") > 0) violations.push("a sealed batch was never settled");
  const open = count("select count(*) from quarantine where status = 'open'");
  if (open > 0) violations.push(`${open} entries are still in quarantine`);
  return violations;
}
