import { sql } from "kysely";
import { ConfigError, LockedError } from "../errors.ts";
import { migrations } from "./migrate.ts";
import type { Store } from "./open-store.ts";
import type { Tables } from "./tables.ts";

/**
 * What another store needs to go on where this one stands, in the order of reading; with the columns that order the rows.
 * Batches on their way are left out, because their files stay behind: a store that has some is not exported.
 */
const copied = {
  feed: ["feed"],
  lease: ["feed"],
  run: ["run_id"],
  ledger: ["run_id", "resource", "dataset"],
  resource_run: ["run_id", "resource"],
  backfill: ["feed", "resource"],
  slice: ["feed", "resource", "generation", "pass", "slice"],
  object_version: ["feed", "resource", "dataset", "object_key"],
  quarantine: ["quarantine_id"],
  inbox: ["feed", "event_id"],
  change_cursor: ["feed", "source"],
  seen_event: ["feed", "event_id"],
  unsettled_object: ["feed", "resource", "object_id"],
  read_day: ["feed", "day"],
  batch_day: ["feed", "day"],
  credential: ["connection"],
  provisioned: ["provision_key"],
} as const satisfies Partial<Readonly<Record<keyof Tables, readonly string[]>>>;

type CopiedTable = keyof typeof copied;

const FORMAT = "stripe-aep state";
const FORMAT_VERSION = 1;
const ROWS_AT_ONCE = 5_000;

/**
 * Writes the store as lines of JSON, from one snapshot: a head, the rows, and an end with their number, by which a cut file is
 * recognised. The server's own tables are not in it. Throws `LockedError` while a run works or batches are on their way.
 */
export async function exportState(store: Store, now: number, write: (line: string) => void): Promise<number> {
  return store.atomically(async (transaction) => {
    if (store.dialectName === "postgres") {
      await sql`set transaction isolation level repeatable read`.execute(transaction);
    }
    const held = await transaction.selectFrom("lease").select("feed").where("expires_at", ">", now).execute();
    const batches = await transaction.selectFrom("batch").select("external_id").limit(1).execute();
    if (held.length + batches.length > 0) throw busy(held.length > 0);
    write(JSON.stringify({ format: FORMAT, formatVersion: FORMAT_VERSION, storeVersion: migrations.length }));
    let rows = 0;
    for (const [table, order] of Object.entries(copied) as [CopiedTable, readonly string[]][]) {
      for (let offset = 0; ; offset += ROWS_AT_ONCE) {
        const columns = sql.join(order.map((column) => sql.ref(column)));
        const page = await sql<
          Record<string, unknown>
        >`select * from ${sql.table(table)} order by ${columns} limit ${ROWS_AT_ONCE} offset ${offset}`.execute(
          transaction,
        );
        for (const row of page.rows) write(JSON.stringify({ table, row }));
        rows += page.rows.length;
        if (page.rows.length < ROWS_AT_ONCE) break;
      }
    }
    write(JSON.stringify({ end: true, rows }));
    return rows;
  });
}

/**
 * Takes an export into an empty store, whole or not at all. Leases come as free ones, but keep their tokens: versions that
 * are written later must sort after those of the other store. Throws `ConfigError`.
 */
export async function importState(store: Store, lines: AsyncIterable<string>): Promise<number> {
  return store.atomically(async (transaction) => {
    const known = await transaction.selectFrom("feed").select("feed").limit(1).execute();
    const made = await transaction.selectFrom("provisioned").select("provision_key").limit(1).execute();
    if (known.length + made.length > 0)
      throw refused("the store is not empty", "Name an empty one, such as a new --state folder.");
    let rows = 0;
    let ended = false;
    let head = true;
    for await (const line of lines) {
      if (line.trim() === "") continue;
      const entry = parseLine(line);
      if (head) checkHead(entry);
      else if (ended) throw refused("it goes on after its end");
      else if (entry.end === true) {
        if (entry.rows !== rows) throw refused(`it promises ${String(entry.rows)} rows and has ${rows}`);
        ended = true;
      } else {
        const { table, row } = readRow(entry);
        const values = table === "lease" ? { ...row, expires_at: 0 } : row;
        await sql`insert into ${sql.table(table)} (${sql.join(Object.keys(values).map((column) => sql.ref(column)))}) values (${sql.join(Object.values(values))})`.execute(
          transaction,
        );
        rows += 1;
      }
      head = false;
    }
    if (!ended) throw refused("it has no end: the file was cut off");
    return rows;
  });
}

function parseLine(line: string): Record<string, unknown> {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry === "object" && entry !== null) return entry as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw refused("a line of it is not a JSON object");
}

function checkHead({ format, formatVersion, storeVersion }: Record<string, unknown>): void {
  if (format !== FORMAT || formatVersion !== FORMAT_VERSION) throw refused("it is no export of stripe-aep's state");
  if (storeVersion !== migrations.length)
    throw refused(`it comes from store version ${String(storeVersion)}, and this one has ${migrations.length}`);
}

/** Names of tables and columns become part of a statement, so that only known ones pass. */
function readRow({ table, row }: Record<string, unknown>): { readonly table: CopiedTable; readonly row: object } {
  if (typeof table !== "string" || !Object.hasOwn(copied, table)) throw refused(`it names a table ${String(table)}`);
  if (typeof row !== "object" || row === null || !Object.keys(row).every((column) => /^[a-z_]+$/.test(column)))
    throw refused(`a row of ${table} is not one`);
  return { table: table as CopiedTable, row };
}

function busy(running: boolean): LockedError {
  return new LockedError({
    code: "SAEP-1401",
    message: running ? "A run works on this store." : "Batches are on their way, and their files are not in the store.",
    next: running ? "Wait for it to end, then export." : "Run `stripe-aep sync` to have them settled, then export.",
  });
}

function refused(reason: string, next = "Export the state again with `stripe-aep state export`."): ConfigError {
  return new ConfigError({ code: "SAEP-1006", message: `This state cannot be imported: ${reason}.`, next });
}
