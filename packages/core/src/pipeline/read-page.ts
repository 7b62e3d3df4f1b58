import { ConfigError, StoppedError } from "../errors.ts";
import { type ResourceName, resources } from "../resources.ts";
import type { StripeParameters } from "../stripe/client.ts";
import { completeNestedLists } from "../stripe/nested-lists.ts";
import type { MappedRecord, PageContext, PageMapper, RecordVersion, RefusedRecord } from "../xdm/page-mapper.ts";
import type { FeedRun } from "./feed-run.ts";
import type { Reading } from "./reading-order.ts";
import { readSettlement, type Settlement } from "./settlement.ts";

export type PageRecord = MappedRecord | RefusedRecord;

/** One answer of Stripe, mapped. */
export interface ReadPage {
  readonly resource: ResourceName;
  readonly records: readonly PageRecord[];
  readonly hasMore: boolean;
  readonly reading: Reading;
  /** Objects of the page that will still change without an event, and those that will not any more. */
  readonly settlement: Settlement;
  /** The answer says that the object is gone. */
  readonly isTombstone: boolean;
}

/** Reads and maps one page of a resource's list. */
export async function readPage(run: FeedRun, resource: ResourceName, parameters: StripeParameters): Promise<ReadPage> {
  const { listPath, nestedLists, expand } = resources[resource];
  const after = run.order.leave();
  const expanded: StripeParameters = expand.length === 0 ? {} : { "expand[]": expand.map((field) => `data.${field}`) };
  const answer = await inPinnedVersion(run, () =>
    run.stripe.list(listPath, { limit: 100, ...parameters, ...expanded }, run.signal),
  );
  const body = await completeNestedLists(run.stripe, nestedLists, answer.body, run.signal);
  const reading = run.order.arrive(after, answer.respondedAt);
  const mapped = mapperOf(run, resource).mapPage(body, contextOf(run, reading, answer.apiVersion));
  run.onRead(resource, mapped.records.length);
  return {
    resource,
    ...mapped,
    reading,
    settlement: readSettlement(run, resource, body, mapped.records),
    isTombstone: false,
  };
}

/** Reads and maps one object by its id; what Stripe no longer has becomes a tombstone. */
export async function readObject(run: FeedRun, resource: ResourceName, id: string): Promise<ReadPage> {
  const after = run.order.leave();
  const { body, apiVersion, respondedAt } = await retrieveObject(run, resource, id);
  const reading = run.order.arrive(after, respondedAt);
  const record = mapperOf(run, resource).mapObject(body, contextOf(run, reading, apiVersion));
  run.onRead(resource, 1);
  const settlement = readSettlement(run, resource, body, [record]);
  return { resource, records: [record], hasMore: false, reading, settlement, isTombstone: saysDeleted(body) };
}

/** Reads an object again and maps it as the version that it was when it was sealed. */
export async function readVersion(
  run: FeedRun,
  resource: ResourceName,
  id: string,
  version: RecordVersion,
): Promise<PageRecord> {
  const { body, apiVersion } = await retrieveObject(run, resource, id);
  const reading = { after: 0, respondedAt: version.milliseconds, firstSequence: version.sequence };
  return mapperOf(run, resource).mapObject(body, contextOf(run, reading, apiVersion));
}

async function retrieveObject(run: FeedRun, resource: ResourceName, id: string) {
  const { listPath, nestedLists, expand, object } = resources[resource];
  const query = expand.map((field) => `expand[]=${field}`).join("&");
  const path = `${listPath}/${encodeURIComponent(id)}${query === "" ? "" : `?${query}`}`;
  const answer = await inPinnedVersion(run, () => run.stripe.retrieve(path, run.signal));
  const { respondedAt } = answer;
  if ("missing" in answer)
    return { body: Buffer.from(JSON.stringify({ id, object, deleted: true })), apiVersion: undefined, respondedAt };
  const body = await completeNestedLists(run.stripe, nestedLists, answer.body, run.signal);
  return { body, apiVersion: answer.apiVersion, respondedAt };
}

const VERSION_ATTEMPTS = 5;

/** Another version has other fields under the same names: such an answer is asked for again and never mapped. */
async function inPinnedVersion<Answer extends object>(run: FeedRun, ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await ask();
    if (!("apiVersion" in answer) || answer.apiVersion === run.apiVersion) return answer;
    if (attempt < VERSION_ATTEMPTS) continue;
    throw new StoppedError({
      code: "SAEP-1408",
      message: `Stripe answers in API version ${String(answer.apiVersion)} although ${run.apiVersion} was asked for.`,
      next: "Look for a proxy that alters requests; else pin a version that Stripe still serves.",
    });
  }
}

function saysDeleted(object: Uint8Array): boolean {
  return (JSON.parse(Buffer.from(object).toString()) as { readonly deleted?: unknown }).deleted === true;
}

function contextOf(run: FeedRun, reading: Reading, apiVersion: string | undefined): PageContext {
  return {
    account: run.account,
    livemode: run.livemode,
    apiVersion: apiVersion ?? run.apiVersion,
    respondedAt: reading.respondedAt,
    firstSequence: reading.firstSequence,
  };
}

function mapperOf(run: FeedRun, resource: ResourceName): PageMapper {
  const mapper = run.mappers[resource];
  if (mapper !== undefined) return mapper;
  throw new ConfigError({ code: "SAEP-1001", message: `No flow moves ${resource}.`, where: resource });
}
