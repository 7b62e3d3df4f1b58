import type { Kysely } from "kysely";
import type { Migration } from "../migrate.ts";

/** What an API drives: Flow Service's entities, access tokens, the audit log, answers kept for repeated requests. */
export const serverStore: Migration = {
  number: 2,
  name: "server",
  async up(database) {
    await createEntities(database);
    await createAccess(database);
  },
};

async function createEntities(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("flow_entity")
    .addColumn("entity_id", "text", (column) => column.notNull().primaryKey())
    .addColumn("collection", "text", (column) => column.notNull())
    .addColumn("ims_org", "text", (column) => column.notNull())
    .addColumn("sandbox", "text", (column) => column.notNull())
    .addColumn("parent_id", "text", (column) => column.notNull())
    .addColumn("etag", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("is_open", "bigint", (column) => column.notNull())
    .addColumn("document", "text", (column) => column.notNull())
    .addColumn("hidden", "text", (column) => column.notNull())
    .execute();
  const byTenant = ["collection", "ims_org", "sandbox", "parent_id", "created_at"];
  const open = ["collection", "is_open", "created_at"];
  await database.schema.createIndex("flow_entity_open").on("flow_entity").columns(open).execute();
  await database.schema.createIndex("flow_entity_by_tenant").on("flow_entity").columns(byTenant).execute();
}

async function createAccess(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable("api_token")
    .addColumn("token_id", "text", (column) => column.notNull().primaryKey())
    .addColumn("token_hash", "text", (column) => column.notNull().unique())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("ims_org", "text", (column) => column.notNull())
    .addColumn("sandbox", "text", (column) => column.notNull())
    .addColumn("scopes", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .addColumn("expires_at", "bigint")
    .addColumn("revoked_at", "bigint")
    .execute();
  await database.schema
    .createTable("audit_entry")
    .addColumn("sequence", "bigint", (column) => column.notNull().primaryKey())
    .addColumn("at", "bigint", (column) => column.notNull())
    .addColumn("ims_org", "text", (column) => column.notNull())
    .addColumn("sandbox", "text", (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("subject", "text", (column) => column.notNull())
    .addColumn("details", "text", (column) => column.notNull())
    .addColumn("previous_hash", "text", (column) => column.notNull())
    .addColumn("hash", "text", (column) => column.notNull())
    .execute();
  await database.schema
    .createTable("idempotent_answer")
    .addColumn("key_hash", "text", (column) => column.notNull().primaryKey())
    .addColumn("body_hash", "text", (column) => column.notNull())
    .addColumn("status", "bigint", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("created_at", "bigint", (column) => column.notNull())
    .execute();
}
