import { CompiledQuery, type QueryResult } from "kysely";
import type { Database } from "./tables.ts";

/** By the adapter of a database: two databases may speak different dialects, all transactions of one share it. */
const texts = new WeakMap<object, Map<string, string>>();

/**
 * Runs a statement of which only the parameters change. Kysely builds it once: a tree of a node for each of some thousand
 * parameters, and its text, cost more than SQLite's part of the work. `name`: the same for the same text.
 */
export async function executeCompiled<Row>(
  database: Database,
  name: string,
  build: (database: Database) => { compile(): { readonly sql: string } },
  parameters: readonly unknown[],
): Promise<QueryResult<Row>> {
  const { adapter } = database.getExecutor();
  const known = texts.get(adapter) ?? new Map<string, string>();
  texts.set(adapter, known);
  const text = known.get(name) ?? build(database).compile().sql;
  known.set(name, text);
  return database.executeQuery<Row>(CompiledQuery.raw(text, [...parameters]));
}
