import type { Database, ProvisionedRow } from "./tables.ts";

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
