import { type LedgerFigures, LockedError } from "@stripe-aep/core";
import {
  addFigures,
  type FlowEntities,
  newEntity,
  notedEntity,
  orderOf,
  type RunWindow,
  statusOf,
  type StoredEntity,
  whenDue,
  type Caller,
} from "@stripe-aep/core/flow-service";
import { sandboxId } from "../http/access.ts";
import type { Service } from "../service.ts";
import { type FlowState, scheduleOf, stateOf } from "./flow-view.ts";
import { figuresOf, totalsOf } from "./run-figures.ts";

/** A missed slot is made up for as long as this. */
const CATCH_UP_WINDOW = 24 * 3_600_000;

/** The service acting by itself, as Adobe's back end does. */
export function systemCaller(owner: Pick<StoredEntity, "imsOrganization" | "sandbox">): Caller {
  return {
    imsOrganization: owner.imsOrganization,
    sandbox: { name: owner.sandbox, id: sandboxId(owner) },
    user: "acp_foundation_connectors@AdobeID",
    client: "acp_foundation_connectors",
    mayView: true,
    mayManage: true,
  };
}

export interface DueOutcome {
  readonly ordered: readonly StoredEntity[];
  /** When something may be due next; undefined: nothing will be. */
  readonly next: number | undefined;
}

/** Makes the runs that are due now. The run and the flow's progress are written together, so a slot has one run, never two. */
export async function orderDueRuns(service: Service): Promise<DueOutcome> {
  const now = service.ports.clock.now();
  const ordered: StoredEntity[] = [];
  const times: number[] = [];
  for (const flow of await service.entities.everywhere("flows")) {
    const schedule = scheduleOf(flow);
    if (flow.document.state !== "enabled" || schedule === undefined) continue;
    const due = whenDue(schedule, { lastSlot: stateOf(flow).lastSlot, running: false }, now, CATCH_UP_WINDOW);
    if (due.kind === "wait") times.push(due.until);
    // Only what would be due is asked about: its slot is skipped while an earlier run goes on.
    if (due.kind !== "due" || (await hasOpenRun(service, flow))) continue;
    const run = await orderSlot(service, flow, due.slot, now);
    if (run !== undefined) ordered.push(run);
  }
  return { ordered, next: times.length === 0 ? undefined : Math.min(...times) };
}

async function hasOpenRun({ entities }: Service, flow: StoredEntity): Promise<boolean> {
  const [newest] = await entities.list(flow, "runs", { parentId: flow.id, limit: 1 });
  return newest !== undefined && isOpen(newest);
}

export function isOpen(run: StoredEntity): boolean {
  const status = statusOf(run.document);
  return status === "scheduled" || status === "inProgress";
}

async function orderSlot(
  service: Service,
  flow: StoredEntity,
  slot: number,
  now: number,
): Promise<StoredEntity | undefined> {
  const state = stateOf(flow);
  const window = windowOf(flow, state, slot, now);
  const oneTime = scheduleOf(flow)?.every === undefined;
  return service.entities.atomically(async (entities) => {
    const schedule: FlowState = { ...state, lastSlot: slot };
    const noted = notedEntity(service, flow, { hidden: { schedule } });
    // Another server was faster, or somebody changed the flow: then it is looked at again.
    if (!(await entities.replace(noted, flow.etag))) return undefined;
    const caller = systemCaller(flow);
    const run = newEntity(service.backend, caller, "runs", {
      document: {
        flowId: flow.id,
        flowSpec: flow.document.flowSpec,
        metrics: { statusSummary: { status: "scheduled" } },
        activities: [],
      },
      hidden: { order: { notBefore: now, window, oneTime } },
      parentId: flow.id,
    });
    await entities.insert(run);
    return run;
  });
}

/** From where the last good run ended to the slot; the first run takes all history, or only what came since the start. */
function windowOf(flow: StoredEntity, state: FlowState, slot: number, now: number): RunWindow {
  const schedule = scheduleOf(flow);
  const end = schedule?.every === undefined ? Math.max(slot, Math.floor(now / 1000) * 1000) : slot;
  if (state.coveredUntil !== undefined) return { start: state.coveredUntil, end };
  return { start: schedule?.backfill === false ? schedule.startsAt : 0, end };
}

/**
 * After a run: the flow shows it, and the next window begins where it ended. Slots that fell into it are skipped. `entities`
 * are those of the transaction that ends the run: a window that was read is never read again.
 */
export async function noteRun(service: Service, entities: FlowEntities, run: StoredEntity): Promise<void> {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const flow = await entities.find(run, "flows", run.parentId);
    if (flow === undefined || isOpen(run)) return;
    const noted = notedEntity(service, flow, {
      document: { lastRunDetails: lastRunDetails(run) },
      hidden: { schedule: progressAfter(service, flow, run), totals: totalsAfter(flow, run) },
    });
    if (await entities.replace(noted, flow.etag)) return;
  }
  throw new LockedError({
    code: "SAEP-1803",
    message: "The dataflow is being written by others again and again; the end of its run cannot be noted.",
    where: run.parentId,
  });
}

/** Rows of all runs of a flow by fate. Ledgers of generated flows are kept by feed; this is for mappings of one's own. */
function totalsAfter(flow: StoredEntity, run: StoredEntity): LedgerFigures {
  return addFigures(totalsOf(flow), figuresOf(run));
}

function lastRunDetails(run: StoredEntity): Record<string, unknown> {
  const { metrics } = run.document as {
    metrics?: { durationSummary?: { startedAtUTC?: number; completedAtUTC?: number } };
  };
  const { startedAtUTC, completedAtUTC } = metrics?.durationSummary ?? {};
  const ended = completedAtUTC === undefined ? {} : { completedAtUTC };
  return { id: run.id, state: statusOf(run.document), startedAtUTC, ...ended };
}

function progressAfter(service: Service, flow: StoredEntity, run: StoredEntity): FlowState {
  const state = stateOf(flow);
  const { window, oneTime } = orderOf(run);
  const succeeded = statusOf(run.document) === "success";
  // An on-demand run reads a window of its own and says nothing about how far the schedule has got.
  const continues = succeeded && window.start <= (state.coveredUntil ?? Infinity);
  const coveredUntil =
    continues && !(oneTime && state.coveredUntil !== undefined)
      ? Math.max(window.end, state.coveredUntil ?? 0)
      : state.coveredUntil;
  const every = scheduleOf(flow)?.every;
  const startsAt = scheduleOf(flow)?.startsAt ?? 0;
  const now = service.ports.clock.now();
  const skipped = every === undefined || now < startsAt ? 0 : startsAt + Math.floor((now - startsAt) / every) * every;
  return {
    lastSlot: Math.max(state.lastSlot ?? 0, skipped),
    ...(coveredUntil === undefined ? {} : { coveredUntil }),
  };
}
