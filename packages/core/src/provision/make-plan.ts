import {
  coalescedSchedule,
  describeSchedule,
  estimateBudget,
  limits,
  profileBatchesADay,
  type RowSizes,
} from "./budget.ts";
import { compareObjects, type ObjectDifference } from "./compare-objects.ts";
import type { DesiredObject, ObservedObject, ProvisionKind, RecordedObject } from "./desired-object.ts";
import type { JsonObject } from "./json.ts";
import { digestOf } from "./digest.ts";
import { naturalKeyOf } from "./natural-key.ts";
import type { Plan, PlanStep } from "./plan.ts";
import type { ProvisionSettings } from "./provision-settings.ts";
import { resolveReferences } from "./references.ts";

/** All that a plan depends on: what is wanted, what is there, and what was written down. */
export interface PlanInput {
  readonly desired: readonly DesiredObject[];
  readonly observed: readonly ObservedObject[];
  readonly recorded: readonly RecordedObject[];
  readonly settings: ProvisionSettings;
  readonly tenantId: string;
  readonly imsOrg: string;
  readonly sandbox: string;
  readonly rows?: RowSizes;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A wanted object beside the one that is there. */
export interface MatchedObject {
  readonly desired: DesiredObject;
  /** The body with ids in place, as far as they exist; undefined where it cannot be compared without them. */
  readonly body: JsonObject | undefined;
  readonly observed: ObservedObject | undefined;
  readonly recorded: RecordedObject | undefined;
}

/** Kinds that can never be undone, with the reason that the plan prints. */
export const irreversibleKinds: Partial<Readonly<Record<ProvisionKind, string>>> = {
  namespace: "an identity namespace can never be deleted, nor its code and type changed",
  "profile-schema": "a schema can never leave Real-Time Customer Profile",
};

/** Decides what to do for every wanted object; touches nothing. */
export function makePlan(input: PlanInput): Plan {
  const matched = matchObjects(input);
  return {
    formatVersion: 1,
    imsOrg: input.imsOrg,
    sandbox: input.sandbox,
    runner: input.settings.runner,
    madeAt: input.now,
    steps: matched.map((match) => refuseCrowdedProfile(planStep(match), input.settings)),
    budget: estimateBudget(input.desired, input.settings, input.rows, otherLabels(input, matched)),
  };
}

function otherLabels({ observed }: PlanInput, matched: readonly MatchedObject[]): number {
  const ours = matched.filter(({ desired, observed: there }) => desired.kind === "label" && there !== undefined).length;
  return Math.max(0, observed.filter(({ kind }) => kind === "label").length - ours);
}

/**
 * Kinds that are there once under a title, and grow: one that is to take in something that does not exist yet is changed when
 * that has been made. An object of another kind without what it refers to is made anew with it.
 */
const growing: ReadonlySet<ProvisionKind> = new Set(["data-type", "class", "field-group", "schema"]);

/** Finds each wanted object by its recorded id, else by what it is called; in making order, so that references resolve. */
export function matchObjects(
  input: Pick<PlanInput, "desired" | "observed" | "recorded" | "tenantId"> & Partial<Pick<PlanInput, "settings">>,
): readonly MatchedObject[] {
  const recordedByKey = new Map(input.recorded.map((recorded) => [recorded.key, recorded]));
  const byId = new Map(input.observed.map((observed) => [`${observed.kind} ${observed.id}`, observed]));
  const byName = new Map(input.observed.map((observed) => [`${observed.kind} ${observed.naturalKey}`, observed]));
  const ids = new Map<string, string>();
  return input.desired.map((desired) => {
    const resolve = (idOf: (key: string) => string | undefined): JsonObject | undefined =>
      resolveReferences(desired.body, { tenantId: input.tenantId, account: input.settings?.account, idOf });
    const grows = growing.has(desired.kind);
    const body = resolve((key) => ids.get(key) ?? (grows ? `{REF:${key}}` : undefined));
    const recorded = recordedByKey.get(desired.key);
    const known = recorded === undefined ? undefined : byId.get(`${desired.kind} ${recorded.id}`);
    const named = body === undefined ? undefined : byName.get(`${desired.kind} ${naturalKeyOf(desired.kind, body)}`);
    const observed = known ?? named;
    if (observed !== undefined) ids.set(desired.key, observed.id);
    return { desired, body, observed, recorded };
  });
}

function planStep(match: MatchedObject): PlanStep {
  const { desired, observed } = match;
  const digest = digestOf(desired.body);
  const base = {
    key: desired.key,
    kind: desired.kind,
    title: desired.title,
    ...(desired.resource === undefined ? {} : { resource: desired.resource }),
    ...(desired.dataset === undefined ? {} : { dataset: desired.dataset }),
    ...irreversibility(desired),
    digest,
  };
  if (observed === undefined || match.body === undefined) {
    const gone = match.recorded === undefined ? [] : ["it was made by an earlier apply and is gone"];
    return { ...base, act: "create", differences: [], drift: gone };
  }
  return { ...base, id: observed.id, ...decide(match, match.body, observed) };
}

function irreversibility(desired: DesiredObject): { readonly irreversible?: string } {
  const reason = irreversibleKinds[desired.kind];
  return reason === undefined ? {} : { irreversible: reason };
}

type Decision = Pick<PlanStep, "act" | "differences" | "drift" | "proposal">;

function decide(match: MatchedObject, body: JsonObject, observed: ObservedObject): Decision {
  const { desired, recorded } = match;
  const differences = compareObjects(desired.kind, body, observed);
  const sentences = differences.filter(({ safety }) => safety !== "extra").map(({ sentence }) => sentence);
  const drift = driftOf(recorded, digestOf(desired.body), differences);
  const impossible = differences.filter(
    ({ safety }) => safety === "impossible" || (safety === "breaking" && observed.hasData === true),
  );
  if (impossible.length > 0 || isSomebodyElses(match, differences)) {
    return { act: "blocked", differences: sentences, drift, proposal: proposalFor(match, impossible) };
  }
  if (sentences.length > 0) return { act: "change", differences: sentences, drift };
  return { act: recorded?.id === observed.id ? "keep" : "adopt", differences: [], drift };
}

/** Found by its title only, with fields of its own and without ours: another team's, which apply must not write into. */
function isSomebodyElses({ recorded }: MatchedObject, differences: readonly ObjectDifference[]): boolean {
  if (recorded !== undefined) return false;
  const adds = differences.some(({ safety, operation }) => safety === "safe" && operation?.op === "add");
  return adds && differences.some(({ safety }) => safety === "extra");
}

/** A difference is drift when what we want has not changed since the last apply: then somebody changed the other side. */
function driftOf(
  recorded: RecordedObject | undefined,
  digest: string,
  differences: readonly ObjectDifference[],
): readonly string[] {
  if (recorded?.digest !== digest) return [];
  return differences.map(({ sentence }) => sentence);
}

function proposalFor(match: MatchedObject, impossible: readonly ObjectDifference[]): string {
  const own = impossible.find(({ proposal }) => proposal !== undefined)?.proposal;
  if (own !== undefined) return own;
  if (match.recorded === undefined) {
    return `another ${match.desired.kind} already has this title; set titlePrefix in the settings, or rename the other one`;
  }
  const [first] = impossible;
  return `leave ${first?.path ?? "it"} as it is and add a new field beside it; what is in the lake keeps the old one`;
}

/** A schedule that would crowd Profile is refused before anything that cannot be undone is done. */
function refuseCrowdedProfile(step: PlanStep, settings: ProvisionSettings): PlanStep {
  const batches = profileBatchesADay(settings);
  if (step.kind !== "profile-schema" || batches <= limits.profileBatchesADay) return step;
  return {
    ...step,
    act: "blocked",
    differences: [
      `${String(batches)} Profile batches a day; a sandbox should stay at ${String(limits.profileBatchesADay)} (schedule ${describeSchedule(settings.schedule)})`,
    ],
    proposal: `set the schedule to ${describeSchedule(coalescedSchedule(settings))}, or take datasets out of profileDatasets`,
  };
}
