import type { Kysely } from "kysely";
import type { Migration } from "../migrate.ts";
import type { ServerTables } from "../server-tables.ts";
import { entityState } from "../entity-state.ts";

const ROWS_AT_ONCE = 1000;

/** Runs are found by their state, batches are counted by day as reads are, and a sandbox's objects are told from another's. */
export const serverWork: Migration = {
  number: 4,
  name: "server work",
  async up(database) {
    await database.schema
      .alterTable("flow_entity")
      .addColumn("state", "text", (column) => column.notNull().defaultTo(""))
      .execute();
    await fillStates(database);
    const byState = ["collection", "ims_org", "sandbox", "state", "created_at", "entity_id"];
    await database.schema.createIndex("flow_entity_by_state").on("flow_entity").columns(byState).execute();
    await database.schema
      .createTable("batch_day")
      .addColumn("feed", "bigint", (column) => column.notNull())
      .addColumn("day", "bigint", (column) => column.notNull())
      .addColumn("batches", "bigint", (column) => column.notNull())
      .addPrimaryKeyConstraint("batch_day_key", ["feed", "day"] as never)
      .execute();
  },
};

async function fillStates(database: Kysely<ServerTables>): Promise<void> {
  for (let after = ""; ;) {
    const rows = await database
      .selectFrom("flow_entity")
      .select(["entity_id", "document"])
      .where("entity_id", ">", after)
      .orderBy("entity_id")
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const { entity_id: id, document } of rows) {
      const state = entityState(JSON.parse(document) as Readonly<Record<string, unknown>>);
      await database.updateTable("flow_entity").set({ state }).where("entity_id", "=", id).execute();
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < ROWS_AT_ONCE) return;
    after = last.entity_id;
  }
}
