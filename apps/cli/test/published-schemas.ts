import { readdirSync, readFileSync } from "node:fs";

import { Ajv, type AnySchemaObject, type ValidateFunction } from "ajv";

const folder = new URL("../../../docs/schemas/", import.meta.url);

/** The published schemas by name: `plan`, `runs list`, `sync --dry-run`. */
export const publishedSchemas: ReadonlyMap<string, AnySchemaObject> = new Map(
  readdirSync(folder).map((file) => {
    const schema = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as AnySchemaObject;
    return [String(schema.title).replace(/^stripe-aep (.*) --json$/, "$1"), schema];
  }),
);

const ajv = new Ajv({ strict: false, allErrors: true });

interface LineChecks {
  readonly result: ValidateFunction;
  /** Progress, and errors. */
  readonly others: ValidateFunction;
}

/** Names of the schemas that an output of this process's tests was held against. */
export const checkedOutputs = new Set<string>();

const compiled = new Map<string, LineChecks>();

/**
 * What is wrong with the output of a command line with `--json`, a sentence each. Held against the published schemas without
 * their openness: a member that no schema knows is one that nobody may rely on.
 */
export function problemsOfOutput(args: readonly string[], stdout: string): readonly string[] {
  if (!args.includes("--json")) return [];
  const checks = checksOf(nameOf(args));
  const lines = stdout.trimEnd().split("\n");
  return lines.flatMap((text, index) => {
    const { schemaVersion, ...line } = JSON.parse(text) as { schemaVersion?: unknown; type?: unknown };
    const isLast = index === lines.length - 1;
    return [
      ...(schemaVersion === 1 ? [] : ["schemaVersion is missing"]),
      ...(isLast === (line.type === "result" || line.type === "error")
        ? []
        : [`line ${index} is a ${String(line.type)}`]),
      ...problemsOfLine(checks, line),
    ].map((problem) => `${args.join(" ")}: ${problem}: ${text.slice(0, 300)}`);
  });
}

function problemsOfLine({ result, others }: LineChecks, line: { readonly type?: unknown }): readonly string[] {
  const { type, ...members } = line;
  const check = type === "result" ? result : others;
  if (check(type === "result" ? members : line)) return [];
  return (check.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

/** The longest command that the words begin with, and the flag that changes what it prints, if one is given. */
function nameOf(args: readonly string[]): string {
  const words = args.filter((word) => !word.startsWith("-"));
  const base = [words.slice(0, 2).join(" "), words[0] ?? ""].find((name) => publishedSchemas.has(name));
  const changed = args.map((word) => `${base ?? ""} ${word}`).find((name) => publishedSchemas.has(name));
  // What is no command at all still answers with an error.
  return changed ?? base ?? "explain";
}

function checksOf(name: string): LineChecks {
  checkedOutputs.add(name);
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const { anyOf, definitions } = closed(publishedSchemas.get(name)) as {
    anyOf: readonly [{ allOf: readonly [object, object] }, ...object[]];
    definitions: object;
  };
  const [{ allOf }, ...others] = anyOf;
  const checks = {
    result: ajv.compile({ ...allOf[1], definitions }),
    others: ajv.compile({ anyOf: others, definitions }),
  };
  compiled.set(name, checks);
  return checks;
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const members = Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, closed(member)]));
  return "properties" in schema && !("additionalProperties" in schema)
    ? { ...members, additionalProperties: false }
    : members;
}
