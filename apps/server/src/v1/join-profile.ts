import type { ResourceName } from "@stripe-aep/core";
import type { StoredEntity } from "@stripe-aep/core/flow-service";
import { datasetsOf } from "../flows/generated-connectors.ts";
import { record } from "../http/record-audit.ts";
import type { Service } from "../service.ts";
import type { Call } from "./call.ts";

/** Those of a resource's datasets that are made for Real-Time Customer Profile: events of people, and people. */
export function profileDatasetsOf(service: Service, resource: ResourceName): readonly string[] {
  const datasets = service.schemas.manifest.resources[resource]?.datasets ?? {};
  return datasetsOf(service, resource).filter((kind) => datasets[kind as "object"]?.profile === true);
}

/** Notes with the connection that a resource's datasets join Profile; the next plan makes it so. Nothing ever leaves. */
export async function joinProfile(call: Call, connection: StoredEntity, resource: ResourceName): Promise<StoredEntity> {
  const { service } = call;
  const before = (connection.hidden.profileDatasets ?? []) as readonly string[];
  const wanted = profileDatasetsOf(service, resource).map((kind) => `${resource}.${kind}`);
  const joined = [...new Set([...before, ...wanted])];
  if (joined.length === before.length) return connection;
  const hidden = { ...connection.hidden, profileDatasets: joined };
  const changed = { ...connection, hidden, etag: service.stamps.etag() };
  if (!(await service.entities.replace(changed, connection.etag))) return connection;
  await record(service, call.holder, "profile.join", connection.id, { datasets: wanted });
  return changed;
}
