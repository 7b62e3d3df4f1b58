import type { SimulatedClock } from "../clock.ts";
import { SimulatorError } from "../simulator-error.ts";
import type { Account } from "./account.ts";
import { EventLog, RETENTION_SECONDS, type EventRow, type EventType } from "./events.ts";
import type { Patch, Resource, StripeObject } from "./kinds.ts";
import { Dice, mix } from "./mix.ts";
import type { RecurringPrices } from "./recurring-prices.ts";
import { renderNow, type RenderContext } from "./render.ts";
import type { Change } from "./table.ts";

/** How many events become visible only after newer ones, and by how much. */
export interface EventLag {
  readonly rate: number;
  readonly milliseconds: number;
}

export type EventListener = (row: EventRow, sequence: number) => void;

/** What operations change the account through: every change is announced here, or said to be silent. */
export class WorldState {
  readonly account: Account;
  readonly recurring: RecurringPrices;
  readonly events = new EventLog();
  readonly listeners = new Set<EventListener>();
  /** Rises with every change, so that whoever keeps rendered pages knows when they are old. */
  revision = 0;
  /** The moment of a change that is being caught up with, in milliseconds; otherwise the clock's. */
  moment: number | undefined;
  readonly #clock: SimulatedClock;
  readonly #lag: EventLag;
  readonly #silent = new Map<string, Set<string>>();

  constructor(account: Account, recurring: RecurringPrices, clock: SimulatedClock, lag: EventLag) {
    this.account = account;
    this.recurring = recurring;
    this.#clock = clock;
    this.#lag = lag;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.moment ?? this.#clock.now();
  }

  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  context(): RenderContext {
    return { account: this.account, recurring: this.recurring, now: this.seconds() };
  }

  current(resource: Resource, index: number): StripeObject {
    return renderNow(this.context(), resource, index);
  }

  /** When an object made now is created, in seconds: time does not go back within a table. */
  createdFor(resource: Resource): number {
    const { created } = this.account.tables[resource];
    return created.length === 0 ? this.seconds() : Math.max(this.seconds(), created.at(created.length - 1));
  }

  /** Puts `fields` in the place of what an object was made with. Says nothing to anybody. Returns what they were before. */
  replace(resource: Resource, index: number, fields: Patch): Patch {
    this.#refuseDeleted(resource, index);
    const before = this.current(resource, index);
    const table = this.account.tables[resource];
    const old = table.changeOf(index);
    this.#remember(resource, index, { patch: { ...old?.patch, ...fields }, deleted: false, at: this.now() }, old);
    return Object.fromEntries(Object.keys(fields).map((name) => [name, before[name] ?? null]));
  }

  /** Changes an object and says so. `previous_attributes` stand only in events whose type ends in `.updated`. */
  update(resource: Resource, index: number, fields: Patch, type: EventType): void {
    const previous = this.replace(resource, index, fields);
    this.emit(type, resource, index, type.endsWith(".updated") ? previous : undefined);
  }

  /** A change that Stripe does not announce: only who reads the object again sees it. */
  updateSilently(resource: Resource, index: number, fields: Patch): void {
    this.replace(resource, index, fields);
    const key = `${resource}/${index}`;
    const names = this.#silent.get(key) ?? new Set<string>();
    for (const name of Object.keys(fields)) names.add(name);
    this.#silent.set(key, names);
  }

  /** Fields of an object that changed without an event. */
  silentFields(resource: Resource, index: number): readonly string[] {
    return [...(this.#silent.get(`${resource}/${index}`) ?? [])];
  }

  delete(resource: "customers" | "prices", index: number, type: EventType): void {
    this.#refuseDeleted(resource, index);
    const old = this.account.tables[resource].changeOf(index);
    const patch = old?.patch ?? {};
    // The event carries the object as it was; only retrieving it says `deleted: true`.
    this.emit(type, resource, index);
    this.#remember(resource, index, { patch, deleted: true, at: this.now() }, old);
  }

  /** Announces what has just happened to an object, in the state that it has now. Returns the sequence number of the event. */
  emit(type: EventType, resource: Resource, index: number, previous?: Patch): number {
    const patch = this.#patchForEvent(resource, index);
    return this.announce({
      type,
      resource,
      index,
      ...(patch === undefined ? {} : { patch }),
      ...(previous === undefined ? {} : { previous }),
    });
  }

  announce(event: Omit<EventRow, "created" | "visibleAt">): number {
    const sequence = this.events.end;
    const dice = new Dice(mix(this.account.seed, 121, sequence));
    const late = dice.chance(this.#lag.rate) ? 1 + dice.below(this.#lag.milliseconds) : 0;
    const last = this.events.at(sequence - 1)?.created ?? 0;
    const row: EventRow = { ...event, created: Math.max(last, this.seconds()), visibleAt: this.now() + late };
    this.events.add(row);
    this.events.forgetBefore(this.seconds() - RETENTION_SECONDS - 86_400);
    this.revision += 1;
    for (const listener of this.listeners) listener(row, sequence);
    return sequence;
  }

  /** An event never changes, so one about a subscription keeps its items if a price of theirs has changed since it was made. */
  #patchForEvent(resource: Resource, index: number): Patch | undefined {
    const patch = this.account.tables[resource].changeOf(index)?.patch;
    if (resource !== "subscriptions" || this.account.tables.prices.changed === 0) return patch;
    return { items: this.current(resource, index).items, ...patch };
  }

  #remember(resource: Resource, index: number, change: Change, old: Change | undefined): void {
    const before = old === undefined ? {} : { before: { patch: old.patch, deleted: old.deleted, at: old.at } };
    this.account.tables[resource].change(index, { ...change, ...before });
    this.revision += 1;
  }

  #refuseDeleted(resource: Resource, index: number): void {
    const table = this.account.tables[resource];
    if (!table.isDeleted(index)) return;
    throw new SimulatorError(
      "SAEP-3004",
      `${table.idOf(index)} has been deleted`,
      "choose an object that still exists",
    );
  }
}
