import type { DriftReason, ExplainedReason } from "./report.ts";

/** What Stripe says of an object now. */
export interface StripeSide {
  /** Content as it would be sent under the policy; undefined when it would be refused, or content is not compared. */
  readonly content: string | undefined;
  /** Why the record would be refused, if it would. */
  readonly refusal: string | undefined;
  /** The digest that the ledger keeps of what is sent. */
  readonly digest: string | undefined;
  /** Unix seconds. */
  readonly created: number | undefined;
}

/** What the newest row of an object on the platform says. */
export interface PlatformSide {
  readonly content: string | undefined;
  readonly deleted: boolean;
}

/** What the connector itself remembers of an object. */
export interface Knowledge {
  /** Why the object is in quarantine, if it is. */
  readonly quarantined?: string | undefined;
  /** Digest of the newest version that was accepted or is under way. */
  readonly sentDigest?: string | undefined;
  /** Changed since the last sync, or sent and not yet settled by the platform. */
  readonly inFlight?: boolean;
  /** Outside what the settings ask for. */
  readonly filtered?: boolean;
  /** Milliseconds since 1970, by Stripe's clock: changes after it have not been read yet. */
  readonly completeUpTo?: number | undefined;
}

export interface Judgement {
  readonly reason: DriftReason | ExplainedReason;
  readonly detail: string;
}

/** Why both sides differ about one object, or undefined when they agree. Pure. */
export function judgeObject(
  stripe: StripeSide | undefined,
  platform: PlatformSide | undefined,
  knowledge: Knowledge,
): Judgement | undefined {
  if (stripe === undefined) return judgeUnlisted(platform, knowledge);
  if (platform === undefined) return judgeMissing(stripe, knowledge);
  if (platform.deleted)
    return explainLag(knowledge) ?? drift("stale", "the platform holds it as deleted, Stripe has it");
  if (stripe.refusal !== undefined)
    return explained("quarantined", `the current version is refused: ${stripe.refusal}`);
  if (stripe.content === platform.content) return undefined;
  return judgeContent(stripe, knowledge);
}

function judgeUnlisted(platform: PlatformSide | undefined, knowledge: Knowledge): Judgement | undefined {
  if (platform === undefined || platform.deleted) return undefined;
  return explainLag(knowledge) ?? drift("extra", "the platform holds it, Stripe does not have it");
}

function judgeMissing(stripe: StripeSide, knowledge: Knowledge): Judgement {
  if (knowledge.quarantined !== undefined) return explained("quarantined", knowledge.quarantined);
  if (stripe.refusal !== undefined) return explained("quarantined", `it is refused: ${stripe.refusal}`);
  if (knowledge.filtered === true) return explained("filtered", "the settings leave it out");
  const newer = knowledge.completeUpTo !== undefined && (stripe.created ?? 0) * 1000 > knowledge.completeUpTo;
  if (newer) return explained("in-flight", "it was created after the last sync");
  return explainLag(knowledge) ?? drift("missing", "Stripe has it, the platform does not");
}

/** What was sent equals what Stripe has now: then the platform changed or lost it. Otherwise a change was not sent. */
function judgeContent(stripe: StripeSide, knowledge: Knowledge): Judgement {
  if (knowledge.quarantined !== undefined) return explained("quarantined", knowledge.quarantined);
  const lag = explainLag(knowledge);
  if (lag !== undefined) return lag;
  if (knowledge.sentDigest !== undefined && knowledge.sentDigest === stripe.digest) {
    return drift("altered", "what was sent is what Stripe has, and the platform holds something else");
  }
  return drift("stale", "the platform holds another version than Stripe has now");
}

function explainLag(knowledge: Knowledge): Judgement | undefined {
  return knowledge.inFlight === true
    ? explained("in-flight", "it changed after the last sync, or is under way to the platform")
    : undefined;
}

function drift(reason: DriftReason, detail: string): Judgement {
  return { reason, detail };
}

function explained(reason: ExplainedReason, detail: string): Judgement {
  return { reason, detail };
}

const drifts: ReadonlySet<string> = new Set<DriftReason>(["missing", "extra", "stale", "altered"]);

export function isDrift(reason: DriftReason | ExplainedReason): reason is DriftReason {
  return drifts.has(reason);
}
