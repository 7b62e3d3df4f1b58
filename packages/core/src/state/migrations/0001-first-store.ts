import type { Kysely } from "kysely";
import type { Migration } from "../migrate.ts";

type Columns = Readonly<Record<string, "text" | "bigint" | "text?" | "bigint?">>;

const tables: Readonly<Record<string, { readonly columns: Columns; readonly key: readonly string[] }>> = {
  feed: { columns: { feed: "bigint", account: "text", livemode: "bigint", version_ms: "bigint" }, key: ["feed"] },
  lease: { columns: { feed: "bigint", holder: "text", token: "bigint", expires_at: "bigint" }, key: ["feed"] },
  run: {
    columns: {
      run_id: "text",
      feed: "bigint",
      mode: "text",
      status: "text",
      started_at: "bigint",
      ended_at: "bigint?",
      stripe_reads: "bigint",
    },
    key: ["run_id"],
  },
  ledger: {
    columns: {
      run_id: "text",
      resource: "text",
      dataset: "text",
      read_rows: "bigint",
      sent: "bigint",
      unchanged: "bigint",
      filtered: "bigint",
      quarantined: "bigint",
      accepted: "bigint",
      rejected: "bigint",
    },
    key: ["run_id", "resource", "dataset"],
  },
  resource_run: {
    columns: {
      run_id: "text",
      resource: "text",
      milliseconds: "bigint",
      lag_seconds: "bigint?",
      failure_code: "text?",
      failure_message: "text?",
      failure_next: "text?",
    },
    key: ["run_id", "resource"],
  },
  backfill: {
    columns: { feed: "bigint", resource: "text", generation: "bigint", anchor_seconds: "bigint", status: "text" },
    key: ["feed", "resource"],
  },
  slice: {
    columns: {
      feed: "bigint",
      resource: "text",
      generation: "bigint",
      pass: "bigint",
      slice: "bigint",
      gte_seconds: "bigint?",
      lt_seconds: "bigint",
      cursor_seconds: "bigint?",
      done: "bigint",
    },
    key: ["feed", "resource", "generation", "pass", "slice"],
  },
  batch: {
    columns: {
      external_id: "text",
      feed: "bigint",
      run_id: "text",
      resource: "text",
      dataset: "text",
      dataset_id: "text",
      spool: "text",
      files: "bigint",
      format: "text",
      row_count: "bigint",
      byte_count: "bigint",
      attempt: "bigint",
      sealed_at: "bigint",
    },
    key: ["external_id"],
  },
  batch_page: { columns: { external_id: "text", page: "bigint", entries: "text" }, key: ["external_id", "page"] },
  object_version: {
    columns: {
      feed: "bigint",
      resource: "text",
      dataset: "text",
      object_key: "text",
      version_ms: "bigint",
      version_sequence: "bigint",
      digest: "text",
      listed_generation: "bigint",
    },
    key: ["feed", "resource", "dataset", "object_key"],
  },
  quarantine: {
    columns: {
      quarantine_id: "text",
      feed: "bigint",
      run_id: "text",
      resource: "text",
      dataset: "text",
      object_id: "text",
      path: "text",
      rule: "text",
      code: "text",
      source: "text",
      status: "text",
      created_at: "bigint",
    },
    key: ["quarantine_id"],
  },
  inbox: {
    columns: {
      feed: "bigint",
      event_id: "text",
      type: "text",
      event_seconds: "bigint",
      objects: "text",
      received_at: "bigint",
    },
    key: ["feed", "event_id"],
  },
  change_cursor: { columns: { feed: "bigint", source: "text", cursor_seconds: "bigint" }, key: ["feed", "source"] },
  seen_event: { columns: { feed: "bigint", event_id: "text", event_seconds: "bigint" }, key: ["feed", "event_id"] },
  unsettled_object: {
    columns: {
      feed: "bigint",
      resource: "text",
      object_id: "text",
      created_seconds: "bigint",
      recheck_seconds: "bigint",
    },
    key: ["feed", "resource", "object_id"],
  },
  read_day: { columns: { feed: "bigint", day: "bigint", reads: "bigint" }, key: ["feed", "day"] },
  rate_slot: { columns: { name: "text", next_microsecond: "bigint" }, key: ["name"] },
  credential: {
    columns: { connection: "text", generation: "bigint", sealed: "text", updated_at: "bigint" },
    key: ["connection"],
  },
  provisioned: {
    columns: { provision_key: "text", kind: "text", platform_id: "text", origin: "text", etag: "text", digest: "text" },
    key: ["provision_key"],
  },
};

async function createTable(database: Kysely<unknown>, name: string, columns: Columns, key: readonly string[]) {
  let table = database.schema.createTable(name);
  for (const [column, type] of Object.entries(columns)) {
    const base = type.startsWith("text") ? "text" : "bigint";
    table = table.addColumn(column, base, (definition) => (type.endsWith("?") ? definition : definition.notNull()));
  }
  await table.addPrimaryKeyConstraint(`${name}_key`, key as never).execute();
}

/** Every table as the first store had it. */
export const firstStore: Migration = {
  number: 1,
  name: "first store",
  async up(database) {
    for (const [name, { columns, key }] of Object.entries(tables)) await createTable(database, name, columns, key);
    await database.schema.createIndex("feed_account").unique().on("feed").columns(["account", "livemode"]).execute();
    await database.schema.createIndex("run_by_feed").on("run").columns(["feed", "started_at"]).execute();
    await database.schema.createIndex("batch_by_feed").on("batch").column("feed").execute();
    await database.schema.createIndex("quarantine_by_object").on("quarantine").columns(["feed", "status"]).execute();
    await database.schema.createIndex("seen_event_age").on("seen_event").columns(["feed", "event_seconds"]).execute();
  },
};
