import type { Database, ProvisionedRow } from "./tables.ts";

/** What `apply` made or found at the platform, by what it is to us. */
export async function findProvisioned(database: Database, key: string): Promise<ProvisionedRow | undefined> {
  return database.selectFrom("provisioned").selectAll().where("provision_key", "=", key).executeTakeFirst();
}

export async function listProvisioned(database: Database, kind?: string): Promise<readonly ProvisionedRow[]> {
  const query = database.selectFrom("provisioned").selectAll().orderBy("provision_key");
  return (kind === undefined ? query : query.where("kind", "=", kind)).execute();
}

export async function recordProvisioned(database: Database, row: ProvisionedRow): Promise<void> {
  await database
    .insertInto("provisioned")
    .values(row)
    .onConflict((conflict) => conflict.column("provision_key").doUpdateSet(row))
    .execute();
}

export async function forgetProvisioned(database: Database, key: string): Promise<void> {
  await database.deleteFrom("provisioned").where("provision_key", "=", key).execute();
}
