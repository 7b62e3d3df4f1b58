import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

interface Repetition {
  readonly table: string;
  readonly id: string;
  readonly where: string;
  /** SQL of the columns that differ; `n` counts the copies. */
  readonly replaced: Readonly<Record<string, string>>;
}

const repetitions = {
  runs: {
    table: "flow_entity",
    id: "entity_id",
    where: "collection = 'runs'",
    replaced: { created_at: "created_at - n * 60000" },
  },
  quarantined: {
    table: "quarantine",
    id: "quarantine_id",
    where: "status = 'open'",
    replaced: { created_at: "created_at - n * 60000", object_id: "object_id || n" },
  },
} satisfies Record<string, Repetition>;

/**
 * Repeats one run and one quarantined record of a server's store, so many times each, a minute apart into the past. The
 * server must be down. Throws when the folder has no store, or the store no run or no open record.
 */
export function multiplyRecords(stateFolder: string, times: Readonly<Record<keyof typeof repetitions, number>>): void {
  const files = readdirSync(stateFolder, { recursive: true, encoding: "utf8" });
  const file = files.find((name) => /\.(sqlite|db)$/.test(name));
  if (file === undefined) throw new Error(`no store in ${stateFolder}`);
  const store = new DatabaseSync(join(stateFolder, file));
  try {
    repeatRow(store, repetitions.runs, times.runs);
    repeatRow(store, repetitions.quarantined, times.quarantined);
  } finally {
    store.close();
  }
}

function repeatRow(store: DatabaseSync, { table, id, where, replaced }: Repetition, times: number): void {
  const columns = store.prepare(`select name from pragma_table_info('${table}')`).all();
  const names = columns.map(({ name }) => String(name));
  const values = names.map((name) => (name === id ? `${id} || '-' || n` : (replaced[name] ?? name)));
  const insertion = store.prepare(
    `with recursive count(n) as (select 1 union all select n + 1 from count where n < ?)
     insert into ${table} (${names.join(", ")})
     select ${values.join(", ")} from (select * from ${table} where ${where} limit 1), count`,
  );
  if (insertion.run(times).changes === 0) throw new Error(`${table} has no row where ${where}`);
}
