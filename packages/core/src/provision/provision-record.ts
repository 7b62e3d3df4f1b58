import { forgetDataset } from "../state/forget-versions.ts";
import { forgetProvisioned, listProvisioned, recordProvisioned } from "../state/provisioned.ts";
import type { Database } from "../state/tables.ts";
import type { ProvisionRecord } from "./apply-plan.ts";
import { provisionKinds, type ProvisionKind } from "./desired-object.ts";

/** What apply made, in the state store. */
export function provisionRecord(database: Database): ProvisionRecord {
  return {
    list: async () =>
      (await listProvisioned(database)).filter(isOurs).map((row) => ({
        key: row.provision_key,
        kind: row.kind,
        id: row.platform_id,
        origin: row.origin === "adopted" ? "adopted" : "created",
        digest: row.digest,
      })),
    put: (object) =>
      recordProvisioned(database, {
        provision_key: object.key,
        kind: object.kind,
        platform_id: object.id,
        origin: object.origin,
        etag: "",
        digest: object.digest,
      }),
    remove: (key) => forgetProvisioned(database, key),
    datasetMade: (resource, dataset) => forgetDataset(database, resource, dataset),
  };
}

function isOurs<Row extends { kind: string }>(row: Row): row is Row & { kind: ProvisionKind } {
  return (provisionKinds as readonly string[]).includes(row.kind);
}
