import { createHash } from "node:crypto";
import { type ResourceName, resources } from "../resources.ts";
import type { StripeClient } from "../stripe/client.ts";
import type { MapBySet } from "./data-prep/compile-mapping-set.ts";
import { isObject, type JsonObject } from "./exchange.ts";
import {
  type DeliveryParts,
  deliverRows,
  type OwnRow,
  refusedByPlatform,
  settleDelivered,
} from "./own-flow-delivery.ts";
import type { RefusedRow } from "./own-flow-progress.ts";
import { mapObject } from "./run-own-flow.ts";

export interface ReplayParts extends DeliveryParts {
  readonly resource: ResourceName;
  readonly map: MapBySet;
  /** The account and mode, as in runs. */
  readonly seed: string;
  readonly stripe: StripeClient;
}

/** What became of refused records that were read again. Every id is in one of the three. */
export interface ReplayedRows {
  readonly accepted: readonly string[];
  readonly refused: readonly RefusedRow[];
  /** Stripe has them no more: there is nothing to send. */
  readonly gone: readonly string[];
}

/**
 * Reads objects again, maps them with the mapping set of today and sends them as one batch. `name` makes the batch's: work
 * that was interrupted finds what it sent.
 */
export async function replayOwnRows(
  parts: ReplayParts,
  objectIds: readonly string[],
  name: string,
): Promise<ReplayedRows> {
  const rows: (OwnRow & { readonly line: string; readonly objectId: string })[] = [];
  const refused: RefusedRow[] = [];
  const gone: string[] = [];
  for (const objectId of objectIds) {
    const object = await readObject(parts, objectId);
    if (object === undefined) {
      gone.push(objectId);
      continue;
    }
    const mapped = mapObject(parts, object);
    if ("refused" in mapped) refused.push(mapped.refused);
    else rows.push({ ...mapped.line, objectId });
  }
  if (rows.length > 0) refused.push(...(await send(parts, rows, name)));
  const left = new Set([...gone, ...refused.map(({ objectId }) => objectId)]);
  return { accepted: objectIds.filter((id) => !left.has(id)), refused, gone };
}

async function send(
  parts: ReplayParts,
  rows: readonly (OwnRow & { readonly line: string })[],
  name: string,
): Promise<readonly RefusedRow[]> {
  const digest = createHash("sha256")
    .update(`${name}\n${rows.map(({ rowId }) => rowId).join("\n")}`)
    .digest("hex");
  const bytes = Buffer.from(`${rows.map(({ line }) => line).join("\n")}\n`);
  const batchId = await deliverRows(parts, `replay-${digest.slice(0, 32)}`, bytes);
  const batch = await settleDelivered(parts, batchId);
  const failed = batch.failedRecordCount ?? batch.metrics?.failedRecordCount ?? 0;
  return failed === 0 ? [] : refusedByPlatform(parts, batchId, rows);
}

async function readObject({ stripe, resource, signal }: ReplayParts, id: string): Promise<JsonObject | undefined> {
  const answer = await stripe.retrieve(`${resources[resource].listPath}/${encodeURIComponent(id)}`, signal);
  if ("missing" in answer) return undefined;
  const object: unknown = JSON.parse(Buffer.from(answer.body).toString());
  return isObject(object) && object.deleted !== true ? object : undefined;
}
