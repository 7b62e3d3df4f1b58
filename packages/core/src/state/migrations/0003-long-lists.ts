import type { Migration } from "../migrate.ts";

/** Lists that grow without end are read page by page, newest first, and counted without reading their rows. */
export const longLists: Migration = {
  number: 3,
  name: "long lists",
  async up(database) {
    const newest = ["feed", "status", "created_at", "quarantine_id"];
    const causes = ["feed", "status", "code", "resource", "path"];
    const entities = ["collection", "ims_org", "sandbox", "created_at", "entity_id"];
    await database.schema.createIndex("quarantine_newest").on("quarantine").columns(newest).execute();
    await database.schema.createIndex("quarantine_causes").on("quarantine").columns(causes).execute();
    await database.schema.createIndex("flow_entity_newest").on("flow_entity").columns(entities).execute();
  },
};
