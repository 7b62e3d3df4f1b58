import { listFeeds, type StoredEntity } from "@stripe-aep/core/flow-service";
import { HttpProblem, nothingHere } from "../http/problem-details.ts";
import type { Acting } from "./run-operation.ts";

type Asking = Pick<Acting, "service" | "tenant">;

/** The connections of a tenant, newest first; drafts read no account. */
async function connectionsOf({ service, tenant }: Asking): Promise<readonly StoredEntity[]> {
  const connections = await service.entities.list(tenant, "connections");
  return connections.filter(({ hidden }) => typeof hidden.account === "string");
}

/** Account and mode: connections that share them share a feed. */
function feedName({ hidden }: StoredEntity): string {
  return `${String(hidden.account)}/${hidden.livemode === true ? 1 : 0}`;
}

/**
 * The connection that a request is about: the one it names, or the one there is. Several of one account and mode count as
 * one, because they share its feed; with several accounts the request must say which.
 */
export async function chooseConnection(asking: Asking, id: string | undefined): Promise<StoredEntity> {
  const connections = await connectionsOf(asking);
  if (id !== undefined) {
    const named = connections.find((connection) => connection.id === id);
    if (named === undefined) throw nothingHere("This connection", id);
    return named;
  }
  const [first] = connections;
  if (first === undefined) throw new HttpProblem(409, "SAEP-1808", "No Stripe account is connected.");
  if (new Set(connections.map(feedName)).size > 1) {
    const detail = "Several Stripe accounts are connected: say which one with connectionId.";
    throw new HttpProblem(400, "SAEP-1802", detail, {
      problems: connections.map((connection) => ({
        where: "connectionId",
        message: `${connection.id} is ${String(connection.document.name)} (${String(connection.hidden.account)})`,
      })),
    });
  }
  return first;
}

/** Feeds that the tenant may look at, with a connection of each; those of one connection when one is named. */
export async function ownFeeds(asking: Asking, connectionId?: string): Promise<ReadonlyMap<number, StoredEntity>> {
  const connections = await connectionsOf(asking);
  if (connectionId !== undefined && !connections.some(({ id }) => id === connectionId)) {
    throw nothingHere("This connection", connectionId);
  }
  const named = connectionId === undefined ? connections : connections.filter(({ id }) => id === connectionId);
  const byName = new Map(named.toReversed().map((connection) => [feedName(connection), connection]));
  const own = new Map<number, StoredEntity>();
  for (const { feed, account, livemode } of await listFeeds((await asking.service.storeOf(asking.tenant)).database)) {
    const connection = byName.get(`${account}/${livemode ? 1 : 0}`);
    if (connection !== undefined) own.set(feed, connection);
  }
  return own;
}
