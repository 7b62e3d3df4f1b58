import { AccessError, ConnectorError, RetryLaterError, StoppedError } from "../errors.ts";
import { compareObjects } from "./compare-objects.ts";
import type { DesiredObject, ObservedObject, RecordedObject } from "./desired-object.ts";
import type { JsonObject } from "./json.ts";
import type { FarSide } from "./far-side.ts";
import { naturalKeyOf } from "./natural-key.ts";
import { findStaleness, isPending, type Plan, type PlanStep } from "./plan.ts";
import { resolveReferences } from "./references.ts";

/** Where apply writes down what it made; each write is durable before the next step begins. */
export interface ProvisionRecord {
  list(): Promise<readonly RecordedObject[]>;
  put(object: RecordedObject): Promise<void>;
  remove(key: string): Promise<void>;
  /** A dataset was made and is empty: what was known of the rows of one before it no longer holds. */
  datasetMade(resource: string, dataset: string): Promise<void>;
}

/** One step of an apply, right after it was taken. */
export interface ApplyProgress {
  /** Counted from 1, over the steps that do something. */
  readonly step: number;
  readonly steps: number;
  readonly act: PlanStep["act"];
  readonly kind: PlanStep["kind"];
  readonly title: string;
  readonly id?: string;
}

/** How an apply is watched and broken off; broken off, it goes on where it was with the next apply. */
export interface ApplyOptions {
  readonly onProgress?: (progress: ApplyProgress) => void;
  readonly signal?: AbortSignal;
}

export interface ApplyInput {
  /** What was shown to the operator. */
  readonly saved: Plan;
  /** Made just now; carried out only when it holds nothing that the saved one does not. */
  readonly fresh: Plan;
  readonly desired: readonly DesiredObject[];
  readonly observed: readonly ObservedObject[];
  readonly farSide: FarSide;
  readonly record: ProvisionRecord;
  /** The Stripe account that mapping sets name. */
  readonly account?: { readonly id: string; readonly livemode: boolean } | undefined;
}

/** What an apply did, in objects of the plan. */
export interface ApplyReport {
  /** Objects made, taken over as they were found, altered, and left as they were. */
  readonly created: number;
  readonly adopted: number;
  readonly changed: number;
  readonly kept: number;
}

/**
 * Carries out a plan step by step. Each object is written down as soon as it exists, so that after a crash at any step the
 * next apply goes on from there; an object that was made although its answer was lost is found by its title and adopted.
 */
export async function applyPlan(input: ApplyInput, options: ApplyOptions = {}): Promise<ApplyReport> {
  refuseBlocked(input.fresh);
  refuseStale(input.saved, input.fresh);
  const ids = new Map<string, string>();
  const desired = new Map(input.desired.map((object) => [object.key, object]));
  const pending = input.fresh.steps.filter((step) => step.act !== "keep");
  for (const step of input.fresh.steps) if (step.act === "keep" && step.id !== undefined) ids.set(step.key, step.id);
  let done = 0;
  await eachInOrder(pending, async (step) => {
    options.signal?.throwIfAborted();
    const object = desired.get(step.key);
    if (object === undefined) return;
    const id = await placed(input, ids, object, step, `step ${pending.indexOf(step) + 1} of ${pending.length}`);
    ids.set(step.key, id);
    done += 1;
    options.onProgress?.({ step: done, steps: pending.length, act: step.act, kind: step.kind, title: step.title, id });
  });
  const count = (act: PlanStep["act"]): number => input.fresh.steps.filter((step) => step.act === act).length;
  return { created: count("create"), adopted: count("adopt"), changed: count("change"), kept: count("keep") };
}

/** Kinds whose objects never refer to each other, and of which there are hundreds. */
const independent: ReadonlySet<PlanStep["kind"]> = new Set(["descriptor", "label"]);
const AT_ONCE = 6;

/** One step after the other, except that independent ones of a kind go a few at a time; the first error ends it. */
async function eachInOrder(steps: readonly PlanStep[], carry: (step: PlanStep) => Promise<void>): Promise<void> {
  const waiting = [...steps];
  while (waiting.length > 0) {
    const kind = waiting[0]?.kind;
    const other = waiting.findIndex((step) => step.kind !== kind);
    const alike = waiting.splice(0, other === -1 ? waiting.length : other);
    const lanes = kind !== undefined && independent.has(kind) ? AT_ONCE : 1;
    const lane = async (): Promise<void> => {
      for (let step = alike.shift(); step !== undefined; step = alike.shift()) {
        try {
          await carry(step);
        } catch (error) {
          alike.length = 0;
          throw error;
        }
      }
    };
    await finishAll(Array.from({ length: lanes }, lane));
  }
}

/** Waits for every lane, so that nothing is still being made when the first error is told. */
async function finishAll(lanes: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.allSettled(lanes);
  const failure = outcomes.find((outcome) => outcome.status === "rejected");
  if (failure !== undefined) throw failure.reason;
}

/** The step carried out; errors say which step it was and that the next apply goes on there. */
async function placed(
  input: ApplyInput,
  ids: ReadonlyMap<string, string>,
  object: DesiredObject,
  step: PlanStep,
  position: string,
): Promise<string> {
  try {
    return await carryOut(input, ids, object, step);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw atStep(error, `${position}: ${step.act} ${step.kind} ${step.title}`);
  }
}

async function carryOut(
  { farSide, record, observed, account }: ApplyInput,
  ids: ReadonlyMap<string, string>,
  object: DesiredObject,
  step: PlanStep,
): Promise<string> {
  const handler = farSide.handler(object.kind);
  const body = resolveReferences(object.body, { tenantId: farSide.tenantId, account, idOf: (key) => ids.get(key) });
  if (body === undefined) throw missingReference(object);
  if (step.act === "create") {
    const made = await createOrFind(farSide, object, body);
    const { resource, dataset } = object;
    if (object.kind === "dataset" && made.origin === "created" && resource !== undefined && dataset !== undefined) {
      await record.datasetMade(resource, dataset);
    }
    await record.put({ key: object.key, kind: object.kind, id: made.id, origin: made.origin, digest: step.digest });
    return made.id;
  }
  const there = observed.find((candidate) => candidate.kind === object.kind && candidate.id === step.id);
  if (there === undefined) throw missingReference(object);
  const differences = compareObjects(object.kind, body, there).filter(({ safety }) => safety !== "extra");
  if (isPending(step)) await handler.change(body, there, differences);
  const before = (await record.list()).find(({ key }) => key === object.key);
  await record.put({
    key: object.key,
    kind: object.kind,
    id: there.id,
    origin: before?.id === there.id ? before.origin : "adopted",
    digest: step.digest,
  });
  return there.id;
}

/** A create whose answer was lost is refused when repeated, because titles are unique: then ours is there. */
async function createOrFind(
  farSide: FarSide,
  object: DesiredObject,
  body: JsonObject,
): Promise<{ readonly id: string; readonly origin: RecordedObject["origin"] }> {
  const handler = farSide.handler(object.kind);
  try {
    return { id: await handler.create(body), origin: "created" };
  } catch (error) {
    if (error instanceof AccessError || !(error instanceof ConnectorError)) throw error;
    const natural = naturalKeyOf(object.kind, body);
    const found = (await handler.list()).find((candidate) => candidate.naturalKey === natural);
    if (found === undefined || compareObjects(object.kind, body, found).some(({ safety }) => safety !== "extra"))
      throw error;
    return { id: found.id, origin: error instanceof RetryLaterError ? "created" : "adopted" };
  }
}

function refuseBlocked(plan: Plan): void {
  const blocked = plan.steps.filter((step) => step.act === "blocked");
  if (blocked.length === 0) return;
  const [first] = blocked;
  throw new StoppedError({
    code: "SAEP-1502",
    message: `${String(blocked.length)} ${blocked.length === 1 ? "step is" : "steps are"} blocked, so nothing was changed: ${blocked
      .map((step) => `${step.kind} ${step.title} (${step.differences[0] ?? "it differs"})`)
      .join("; ")}`,
    where: first?.key ?? "",
    next: first?.proposal ?? "Run `stripe-aep plan` to see what blocks them.",
  });
}

function refuseStale(saved: Plan, fresh: Plan): void {
  const reasons = findStaleness(saved, fresh);
  if (reasons.length === 0) return;
  throw new StoppedError({
    code: "SAEP-1501",
    message: `The plan is stale, so nothing was changed: ${reasons.join("; ")}`,
    next: "Run `stripe-aep plan -o FILE` again and look at what changed.",
  });
}

function missingReference(object: DesiredObject): StoppedError {
  return new StoppedError({
    code: "SAEP-1503",
    message: `${object.kind} ${object.title} refers to an object that does not exist.`,
    where: object.key,
    next: "Run `stripe-aep plan` again; if it stays, generate the schemas again with `stripe-aep schema generate`.",
  });
}

/** The same error at a named step: its class, and with it the exit code, stays. */
function atStep(error: ConnectorError, step: string): ConnectorError {
  const Kind = error.constructor as new (details: ConstructorParameters<typeof StoppedError>[0]) => ConnectorError;
  return new Kind({
    code: error.code,
    message: error.message,
    where: error.where === undefined ? step : `${step} (${error.where})`,
    next: `${error.next ?? ""} What was made so far is recorded: \`stripe-aep apply\` goes on from there.`.trim(),
    ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    cause: error,
  });
}
