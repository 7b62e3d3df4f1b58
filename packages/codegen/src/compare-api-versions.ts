import { banner, jsonArtefact } from "./artefact.ts";
import type { Artefact } from "./artefact.ts";
import { diffSnapshots } from "./diff-schemas.ts";
import type { ChangeVerdict } from "./diff-schemas.ts";
import { fieldTableOf } from "./field-table.ts";
import type { FieldTableRow } from "./field-table.ts";
import type { Generated } from "./generate.ts";
import { SchemaFolder } from "./schema-folder.ts";
import { snapshotSchemas } from "./snapshot-schemas.ts";

/** What became of one field between two API versions. */
export interface FieldChange {
  resource: string;
  /** Stripe path, in mapping notation. */
  path: string;
  change: "added" | "removed" | "retyped" | "known values changed" | "presence changed";
  before: string;
  after: string;
  /** What it means for an object schema that holds data. */
  verdict: ChangeVerdict;
}

/** Compares two API versions field by field, and says what each change means for schemas that hold data. */
export function compareApiVersions(before: Generated, after: Generated): FieldChange[] {
  const old = byPath(before);
  const now = byPath(after);
  const verdicts = verdictsOf(before, after);
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.flatMap((key) => {
    const change = changeOf(old.get(key), now.get(key));
    const row = now.get(key) ?? old.get(key);
    if (!change || !row) return [];
    const xdmPath = [old.get(key), now.get(key)].find((one) => one?.action === "mapped")?.xdmPath ?? "";
    const verdict = verdicts.get(`${row.resource}/object ${xdmPath}`) ?? "safe";
    return [{ resource: row.resource, path: row.path, ...change, verdict }];
  });
}

function byPath({ model }: Generated): Map<string, FieldTableRow> {
  const declared = fieldTableOf(model).filter((row) => row.knownBy !== "sample" && row.knownBy !== "legacy list");
  return new Map(declared.map((row) => [`${row.resource} ${row.path}`, row]));
}

function verdictsOf(before: Generated, after: Generated): Map<string, ChangeVerdict> {
  const snapshot = ({ artefacts }: Generated) => snapshotSchemas(SchemaFolder.of(artefacts));
  const changes = diffSnapshots(snapshot(before), snapshot(after));
  return new Map(changes.map(({ dataset, path, verdict }) => [`${dataset} ${path}`, verdict]));
}

function changeOf(
  old: FieldTableRow | undefined,
  now: FieldTableRow | undefined,
): Pick<FieldChange, "change" | "before" | "after"> | undefined {
  if (!old || !now)
    return old
      ? { change: "removed", before: old.type, after: "" }
      : { change: "added", before: "", after: now?.type ?? "" };
  const [before, after] = [kindOf(old.type), kindOf(now.type)];
  if (before !== after) return { change: "retyped", before, after };
  if (old.type !== now.type) return { change: "known values changed", ...valueChange(old.type, now.type) };
  const presence = (row: FieldTableRow): string =>
    [row.nullable ? "nullable" : "never null", row.optional ? "may be absent" : "always there"].join(", ");
  return presence(old) === presence(now)
    ? undefined
    : { change: "presence changed", before: presence(old), after: presence(now) };
}

/** The type without its known values and expansions. */
function kindOf(type: string): string {
  return type
    .replace(/, known values: .*$/, "")
    .replace(/^id of .*, expandable$/, "id, expandable")
    .replace(/ of object .*$/, " of object")
    .replace(/^object [^,]*/, "object");
}

function valueChange(old: string, now: string): { before: string; after: string } {
  const valuesOf = (type: string): string[] => type.split("known values: ")[1]?.split(", ") ?? [type];
  const [before, after] = [valuesOf(old), valuesOf(now)];
  return {
    before: before.filter((value) => !after.includes(value)).join(", "),
    after: after.filter((value) => !before.includes(value)).join(", "),
  };
}

/** `changes.json` and `changes.md`: what a user who moves to the other version must know. */
export function emitChanges(before: Generated, after: Generated): Artefact[] {
  const changes = compareApiVersions(before, after);
  const from = before.model.apiVersion.version;
  const to = after.model.apiVersion.version;
  return [
    jsonArtefact("changes.json", { $comment: banner, from, to, ignoredDecisions: after.ignored, changes }),
    { path: "changes.md", text: reportOf(changes, from, to, after) },
  ];
}

function reportOf(changes: FieldChange[], from: string, to: string, after: Generated): string {
  const count = (change: FieldChange["change"]): number => changes.filter((one) => one.change === change).length;
  const kinds = ["added", "removed", "retyped", "known values changed", "presence changed"] as const;
  const ignored = after.ignored.map(({ file, member, name }) => `- ${file}, ${member}: \`${name}\``);
  return [
    `<!-- ${banner} -->`,
    "",
    `# From ${from} to ${to}`,
    "",
    "Field by field, from Stripe's declarations. The verdict is about an object schema that already holds data: `safe` can be added,",
    "`needs-a-new-field` must keep its old type and get a field beside it, `impossible-after-data` must stay in the schema, unfilled.",
    "",
    ...kinds.map((kind) => `- ${kind}: ${count(kind)}`),
    "",
    "Decisions that name fields which the newer version does not have:",
    "",
    ...(ignored.length > 0 ? ignored : ["- none"]),
    "",
    ...after.model.resources.flatMap(({ resource }) => tableOf(resource, changes)),
  ].join("\n");
}

function tableOf(resource: string, changes: FieldChange[]): string[] {
  const own = changes.filter((change) => change.resource === resource);
  if (own.length === 0) return [`## ${resource}`, "", "Nothing changed.", ""];
  const cell = (text: string): string => (text.length > 100 ? `${text.slice(0, 97)}...` : text).replaceAll("|", "\\|");
  const lines = own.map(
    ({ path, change, before, after, verdict }) =>
      `| \`${path}\` | ${change} | ${cell(before)} | ${cell(after)} | ${verdict} |`,
  );
  return [
    `## ${resource}`,
    "",
    "| field | change | before | after | verdict |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
    "",
  ];
}
