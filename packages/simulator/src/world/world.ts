import type { SimulatedClock } from "../clock.ts";
import { createAccount, type Account } from "./account.ts";
import type { EventLog } from "./events.ts";
import { drawEvents } from "./history/draw-events.ts";
import { populate } from "./history/populate.ts";
import { sourceResources, type ApiVersion, type Resource, type StripeObject } from "./kinds.ts";
import { createMutator } from "./mutator.ts";
import { bindOperations, replayOperation, type OperationRecord, type Operations } from "./operations/index.ts";
import { inVersion, renderChanged, renderNow, type RenderContext } from "./render.ts";
import { addNovelty, plain, type Novelty } from "./novelty.ts";
import { availableOn } from "./renderers/balance-transaction.ts";
import { renderItems, type PriceNow } from "./renderers/subscription.ts";
import type { Change } from "./table.ts";
import { WorldState, type EventLag, type EventListener } from "./world-state.ts";

export interface WorldOptions {
  /** Listable objects of the six resources at the beginning, exactly; at least 12. */
  readonly objects: number;
  readonly seed: number;
  readonly clock: SimulatedClock;
  /** Live mode; the published samples are test objects, and only `livemode` of theirs changes with it. Default false. */
  readonly livemode?: boolean;
  /** The account's own API version, in which its events are rendered: the newest by default, as for a new account. */
  readonly accountApiVersion?: ApiVersion;
  /** How many things happen by themselves in an hour of the clock, on average. Default 0. */
  readonly changesPerHour?: number;
  /** Where the drawn history ends and the world begins to live, in milliseconds; by default the clock's time now. */
  readonly begins?: number;
  /** What was done to the same world before, oldest first; it is done again. */
  readonly replay?: Iterable<OperationRecord>;
  /** Hears of every operation, so that it can be replayed. */
  readonly record?: (operation: OperationRecord) => void;
  /** Which share of events becomes visible late, and how late at most. Default 5 % by up to 4 s. */
  readonly eventLag?: EventLag;
}

/** One object of the account, as the judge needs to know it. */
export interface TrueObject {
  readonly resource: Resource;
  readonly id: string;
  /** Whether lists show it with any filter; inline prices and customers on test clocks can only be retrieved. */
  readonly listed: boolean;
  readonly deleted: boolean;
  /** The state now, in API version 2025-02-24.acacia unless another is asked for, with its nested lists whole. */
  readonly object: StripeObject;
  /** Top-level fields that changed without any event. */
  readonly silent: readonly string[];
  /** When the object last changed, in milliseconds since 1970; 0 if it is as it was made. */
  readonly changedAt: number;
  /** The state before that; undefined if it is as it was made. */
  readonly previous: StripeObject | undefined;
}

/** One Stripe account in one mode, with its history; the Stripe API and the judge look at it, operations change it. */
export interface World {
  readonly account: Account;
  readonly clock: SimulatedClock;
  readonly events: EventLog;
  readonly operations: Operations;
  /** Rises with every change. */
  revision(): number;
  /** Makes everything happen that is due by now. */
  catchUp(): void;
  setChangesPerHour(changes: number): void;
  context(): RenderContext;
  /** An object as it is now; a deleted one is its id and `deleted: true`. */
  render(resource: Resource, index: number, version?: ApiVersion): StripeObject;
  /** An object as it was before its last change, if that was at or after `since` (milliseconds); otherwise as it is. */
  renderStale(resource: Resource, index: number, since: number, version?: ApiVersion): StripeObject;
  /** All items of a subscription, also those that the subscription itself does not show. */
  renderItems(subscription: number, version?: ApiVersion): readonly StripeObject[];
  /** Says an event again, under another id. */
  repeatEvent(sequence: number): void;
  /** Which share of objects shows fields and values that no declaration knows. */
  setNovelty(novelty: () => Novelty): void;
  isListed(resource: Resource, index: number): boolean;
  /** Everything that a connector should have moved, and what it may have. */
  truth(resources?: readonly Resource[], version?: ApiVersion): Generator<TrueObject>;
  /** One of them by its id; undefined if this account never had it. */
  truthOf(resource: Resource, id: string, version?: ApiVersion): TrueObject | undefined;
  /** Calls `listener` with each new event; returns how to stop that. */
  onEvent(listener: EventListener): () => void;
}

const ACACIA = "2025-02-24.acacia";

/** Draws an account and its past from a seed. Throws SAEP-3003 if such an account cannot exist. */
export function createWorld(options: WorldOptions): World {
  const { clock, seed } = options;
  const apiVersion = options.accountApiVersion ?? "2026-10-28.endive";
  const account = createAccount({ seed, livemode: options.livemode ?? false, apiVersion });
  const begins = options.begins ?? clock.now();
  const now = Math.floor(begins / 1000);
  const recurring = populate(account, options.objects, now);
  const state = new WorldState(account, recurring, clock, options.eventLag ?? { rate: 0.05, milliseconds: 4000 });
  drawEvents(account, state.events, now);
  const record = options.record ?? (() => undefined);
  const mutator = createMutator(state, () => operations, begins);
  const catchUp = (): void => mutator.catchUp(clock.now());
  const operations = bindOperations(state, catchUp, record);
  for (const operation of options.replay ?? []) {
    mutator.catchUp(operation.at);
    if (operation.name === "setChangesPerHour") [mutator.changesPerHour] = operation.args;
    else replayOperation(state, operation);
  }
  const setChangesPerHour = (changes: number): void => {
    if (changes === mutator.changesPerHour) return;
    catchUp();
    mutator.changesPerHour = changes;
    record({ at: state.now(), name: "setChangesPerHour", args: [changes] });
  };
  setChangesPerHour(options.changesPerHour ?? 0);
  return {
    account,
    clock,
    events: state.events,
    operations,
    revision: () => state.revision,
    catchUp,
    setChangesPerHour,
    context: () => state.context(),
    ...views(account, state),
    repeatEvent: (sequence) => {
      const row = state.events.at(sequence);
      if (row !== undefined) state.announce(row);
    },
    onEvent: (listener) => {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
  };
}

type Views = Pick<World, "render" | "renderStale" | "renderItems" | "setNovelty" | "isListed" | "truth" | "truthOf">;

function views(account: Account, state: WorldState): Views {
  let novelty: () => Novelty = () => plain;
  const shown = (resource: Resource, index: number, version: ApiVersion, change: Change | undefined): StripeObject => {
    const context = state.context();
    const object = renderChanged(context, resource, index, change);
    return addNovelty(account, novelty(), resource, index, inVersion(context, version, resource, index, object));
  };
  const isListed = (resource: Resource, index: number): boolean => {
    const { customers, prices } = account.tables;
    if (account.tables[resource].isDeleted(index)) return false;
    if (resource === "customers") return customers.columns.testClock.at(index) === 0;
    return resource !== "prices" || prices.columns.inline.at(index) === 0;
  };
  const render = (resource: Resource, index: number, version: ApiVersion = ACACIA): StripeObject =>
    shown(resource, index, version, account.tables[resource].changeOf(index));
  const wholeItems = (subscription: number, version: ApiVersion): readonly StripeObject[] => {
    const context = state.context();
    const priceNow: PriceNow = (price) => renderNow(context, "prices", price);
    const items = renderItems(account, state.recurring, subscription, priceNow);
    const whole = { ...renderNow(context, "subscriptions", subscription), items: { data: items } };
    const versioned = inVersion(context, version, "subscriptions", subscription, whole);
    return (versioned.items as { data: readonly StripeObject[] }).data;
  };
  const trueObject = (resource: Resource, index: number, version: ApiVersion): TrueObject => {
    const table = account.tables[resource];
    const change = table.changeOf(index);
    const object = render(resource, index, version);
    const items = object.items as { readonly has_more: boolean } | undefined;
    const cut = resource === "subscriptions" && items?.has_more === true;
    return {
      resource,
      id: table.idOf(index),
      listed: isListed(resource, index),
      deleted: table.isDeleted(index),
      object: cut ? { ...object, items: { ...items, data: wholeItems(index, version), has_more: false } } : object,
      silent: state.silentFields(resource, index),
      changedAt: Math.max(change?.at ?? 0, availableSince(account, resource, index, state.seconds())),
      previous: change === undefined ? undefined : shown(resource, index, version, change.before),
    };
  };
  return {
    isListed,
    render,
    renderStale: (resource, index, since, version = ACACIA) => {
      const change = account.tables[resource].changeOf(index);
      return shown(resource, index, version, change !== undefined && change.at >= since ? change.before : change);
    },
    renderItems: (subscription, version = ACACIA) => wholeItems(subscription, version),
    setNovelty: (wanted) => {
      novelty = wanted;
    },
    *truth(resources = sourceResources, version = ACACIA) {
      for (const resource of resources) {
        for (let index = 0; index < account.tables[resource].size; index += 1)
          yield trueObject(resource, index, version);
      }
    },
    truthOf: (resource, id, version = ACACIA) => {
      const index = account.tables[resource].indexOf(id);
      return index === undefined ? undefined : trueObject(resource, index, version);
    },
  };
}

/** When a balance transaction became available, in milliseconds; 0 for whatever else, and for what is still pending. */
function availableSince(account: Account, resource: Resource, index: number, now: number): number {
  if (resource !== "balance_transactions" || account.tables[resource].fixedPart(index) !== undefined) return 0;
  const seconds = availableOn(account, index);
  return seconds <= now && seconds > account.tables[resource].created.at(index) ? seconds * 1000 : 0;
}
