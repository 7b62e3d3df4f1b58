import { sourceResources, type Resource } from "../world/kinds.ts";
import { unannouncedChanges } from "../world/unannounced.ts";
import type { TrueObject } from "../world/world.ts";
import { columnsOf, differences, differencesOfFlatRow, type Difference } from "./differences.ts";
import { differencesOfEvent, differencesOfPerson } from "./differences-of-event.ts";
import { essentialFields, provenFacts } from "./essential-fields.ts";
import type { DatasetShape, Finding, FindingKind, Row } from "./finding.ts";
import { noteColumns, notePaths, omissions, omissionsOfFlatRow, type KnownPaths } from "./omissions.ts";
import { isNewer, readRow, type ReadRow } from "./read-row.ts";

/** The account, as far as the judge asks it: `World` is one. */
export interface Truth {
  truth(resources?: readonly Resource[]): Iterable<TrueObject>;
  truthOf(resource: Resource, id: string): TrueObject | undefined;
  readonly account: { readonly livemode: boolean; readonly identifiers: { readonly accountId: string } };
}

export interface CheckOptions {
  readonly truth: Truth;
  /** Rows of every dataset, read twice: once for what is newest, once to compare it. */
  readonly rows: () => AsyncIterable<Row> | Iterable<Row>;
  /** Without the underscore: `acme`. */
  readonly tenantId: string;
  /** What must be complete; by default every resource of which the datasets hold at least one row in that shape. */
  readonly expected?: Partial<Record<DatasetShape, readonly Resource[]>>;
}

export interface Report {
  /** True if nothing is lost, doubled, stale, altered or invented; unannounced differences are explained. */
  readonly ok: boolean;
  readonly rows: number;
  readonly objects: number;
  readonly counts: Readonly<Record<FindingKind, number>>;
  readonly findings: readonly Finding[];
}

/** The newest row of one object in one shape of dataset. */
interface Newest {
  version: readonly [number, number];
}

/** Compares what the account is with what the datasets say. It shares no code with the connector that filled them. */
export async function checkDatasets(options: CheckOptions): Promise<Report> {
  const findings: Finding[] = [];
  const survey = await surveyRows(options, findings);
  await compareRows(options, survey, findings);
  const objects = findLost(options, survey, findings);
  const counts = { lost: 0, doubled: 0, stale: 0, altered: 0, invented: 0, unannounced: 0 };
  for (const { kind } of findings) counts[kind] += 1;
  const ok = findings.every(({ kind }) => kind === "unannounced");
  return { ok, rows: survey.rows, objects, counts, findings };
}

interface Survey {
  readonly newest: Map<string, Newest>;
  /** `event charges ch_… succeeded`: facts that rows state. */
  readonly facts: Set<string>;
  readonly seen: Map<DatasetShape, Set<Resource>>;
  /** Which paths are sent at all, by shape and resource. */
  readonly paths: Map<string, KnownPaths>;
  rows: number;
}

function keyOf({ shape, resource, id }: Pick<ReadRow, "shape" | "resource" | "id">): string {
  return `${shape} ${resource} ${id}`;
}

/** First pass: which row of each object is the newest, and which rows are there twice. */
async function surveyRows({ rows, tenantId }: CheckOptions, findings: Finding[]): Promise<Survey> {
  const survey: Survey = { newest: new Map(), facts: new Set(), seen: new Map(), paths: new Map(), rows: 0 };
  const names = new Set<string>();
  for await (const raw of rows()) {
    survey.rows += 1;
    const row = readRow(raw, tenantId);
    if (row === undefined) continue;
    survey.seen.set(row.shape, (survey.seen.get(row.shape) ?? new Set()).add(row.resource));
    if (row.shape === "relational") noteColumns(row.content, pathsOf(survey, row));
    else notePaths(row.content, pathsOf(survey, row));
    const name = `${row.shape} ${row.rowId ?? ""}`;
    if (row.rowId !== undefined && names.has(name)) findings.push(finding("doubled", row));
    names.add(name);
    if (row.shape === "event") noteFact(row, survey, findings);
    const key = keyOf(row);
    const newest = survey.newest.get(key);
    if (newest === undefined || isNewer(row.version, newest.version)) survey.newest.set(key, { version: row.version });
  }
  return survey;
}

function pathsOf(survey: Survey, { shape, resource }: Pick<ReadRow, "shape" | "resource">): KnownPaths {
  const key = `${shape} ${resource}`;
  const paths = survey.paths.get(key) ?? new Set<string>();
  survey.paths.set(key, paths);
  return paths;
}

/** A fact is stated once, whatever the names of its rows. */
function noteFact(row: ReadRow, survey: Survey, findings: Finding[]): void {
  const fact = `${keyOf(row)} ${String(row.content.fact)}`;
  if (survey.facts.has(fact) && !repeatable(row)) findings.push(finding("doubled", row));
  survey.facts.add(fact);
}

/** States that an object can enter more than once. */
function repeatable(row: ReadRow): boolean {
  return !["succeeded", "failed", "pending", "authorized", "created", "ended", "canceled"].includes(
    String(row.content.fact),
  );
}

function finding(kind: FindingKind, row: Pick<ReadRow, "resource" | "id" | "shape">, difference?: Difference): Finding {
  const { resource, id, shape } = row;
  return { kind, resource, id, dataset: shape, ...difference };
}

/** Second pass: the newest row of each object against the object. */
async function compareRows(
  { rows, tenantId, truth }: CheckOptions,
  survey: Survey,
  findings: Finding[],
): Promise<void> {
  const compared = new Set<string>();
  for await (const raw of rows()) {
    const row = readRow(raw, tenantId);
    if (row === undefined) continue;
    const key = keyOf(row);
    const newest = survey.newest.get(key);
    const isNewest = newest?.version[0] === row.version[0] && newest.version[1] === row.version[1];
    if (row.shape !== "event" && (!isNewest || compared.has(key))) continue;
    compared.add(key);
    const object = truth.truthOf(row.resource, row.id);
    if (object === undefined) findings.push(finding("invented", row));
    else findings.push(...compareRow(row, object, truth, pathsOf(survey, row)));
  }
}

function compareRow(row: ReadRow, object: TrueObject, { account }: Truth, known: KnownPaths): readonly Finding[] {
  const origin: Difference[] = [];
  if (row.account !== undefined && row.account !== account.identifiers.accountId) {
    origin.push({ path: "$account", expected: account.identifiers.accountId, found: row.account });
  }
  if (row.livemode !== undefined && row.livemode !== account.livemode) {
    origin.push({ path: "$livemode", expected: account.livemode, found: row.livemode });
  }
  const altered = origin.map((difference) => finding("altered", row, difference));
  if (row.shape === "event") {
    return [
      ...altered,
      ...differencesOfEvent(row, object.object).map((difference) => finding("altered", row, difference)),
    ];
  }
  if (object.deleted !== row.deleted) {
    // A tombstone for something that lives is not an older truth, it is none.
    const kind = object.deleted ? "stale" : "altered";
    return [...altered, finding(kind, row, { path: "deleted", expected: object.deleted, found: row.deleted })];
  }
  return object.deleted ? altered : [...altered, ...compareContent(row, object, known)];
}

function compareContent(row: ReadRow, object: TrueObject, known: KnownPaths): readonly Finding[] {
  const compare = row.shape === "object" ? compareWithObject : compareWithColumns;
  const found = compare(row, object.object, known);
  if (found.length === 0) return [];
  const announced = found.filter(({ path }) => !isUnannounced(row.resource, path, object));
  if (announced.length === 0) return found.map((difference) => finding("unannounced", row, difference));
  const wasSo = object.previous !== undefined && compare(row, object.previous, known).length === 0;
  const kind = wasSo || row.version[0] < object.changedAt ? "stale" : "altered";
  return announced.map((difference) => finding(kind, row, difference));
}

function compareWithObject(row: ReadRow, state: Row, known: KnownPaths): readonly Difference[] {
  const omitted = omissions(row.content, state, known);
  const essential = missing(row.content, state, row.resource).filter(({ path }) => !known.has(path));
  return [...differences(row.content, state), ...differencesOfPerson(row, state), ...omitted, ...essential];
}

function compareWithColumns(row: ReadRow, state: Row, known: KnownPaths): readonly Difference[] {
  const columns = columnsOf(state);
  return [...differencesOfFlatRow(row.content, columns), ...omissionsOfFlatRow(row.content, columns, known)];
}

function isUnannounced(resource: Resource, path: string, object: TrueObject): boolean {
  if (object.silent.some((field) => path === field || path.startsWith(`${field}.`))) return true;
  return unannouncedChanges.some(
    (change) =>
      change.announcedBy === undefined &&
      change.resource === resource &&
      (path === change.path || path.startsWith(`${change.path}.`)),
  );
}

/** Fields that the object has, that no policy drops, and that the row does not have. */
function missing(content: Row, state: Row, resource: Resource): readonly Difference[] {
  return (essentialFields[resource] ?? []).flatMap((path) => {
    const expected = state[path];
    return expected === null || expected === undefined || path in content ? [] : [{ path, expected, found: undefined }];
  });
}

/** Third pass: what the account has and no row says. Returns how many objects there are. */
function findLost({ truth, expected }: CheckOptions, survey: Survey, findings: Finding[]): number {
  const expectedOf = (shape: DatasetShape): readonly Resource[] =>
    expected?.[shape] ?? [...(survey.seen.get(shape) ?? [])];
  const wanted = { object: expectedOf("object"), relational: expectedOf("relational"), event: expectedOf("event") };
  let objects = 0;
  for (const row of truth.truth(sourceResources)) {
    if (row.listed) objects += 1;
    if (!row.listed || row.deleted) continue;
    const { resource, id } = row;
    for (const shape of ["object", "relational"] as const) {
      if (wanted[shape].includes(resource) && !survey.newest.has(keyOf({ shape, resource, id })))
        findings.push(finding("lost", { shape, resource, id }));
    }
    if (!wanted.event.includes(resource)) continue;
    for (const [fact, holds] of provenFacts[resource] ?? []) {
      const stated = survey.facts.has(`${keyOf({ shape: "event", resource, id })} ${fact}`);
      if (holds(row.object) && !stated)
        findings.push(
          finding("lost", { shape: "event", resource, id }, { path: "fact", expected: fact, found: undefined }),
        );
    }
  }
  return objects;
}
