import type { Migration } from "../migrate.ts";

/** Which of some objects are in quarantine is asked for every batch that settles and every page that differs. */
export const quarantinedObjects: Migration = {
  number: 5,
  name: "quarantined objects",
  async up(database) {
    const objects = ["feed", "dataset", "object_id", "status"];
    await database.schema.createIndex("quarantine_objects").on("quarantine").columns(objects).execute();
    // `quarantine_newest` begins with the same columns.
    await database.schema.dropIndex("quarantine_by_object").execute();
  },
};
