import { resources, type ResourceName } from "../resources.ts";
import type { Decisions } from "../pipeline/decisions.ts";
import type { StripeParameters } from "../stripe/client.ts";

/** A window of `created` in unix seconds, newest first. */
export interface CreatedWindow {
  /** Inclusive; null: down to the beginning, also objects without `created`. */
  gte: number | null;
  /** Exclusive. Absent when `lte` is given; both absent: from the newest on. */
  readonly lt?: number;
  readonly lte?: number;
}

/** Unix seconds, and the id after which to go on. */
export interface WalkBounds {
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly after?: string;
}

/** What a walk must know of an answer. */
export interface WalkedPage {
  readonly entries: readonly { readonly id: string; readonly created: number | undefined }[];
  readonly hasMore: boolean;
}

/**
 * Walks a list of Stripe from the newest to the oldest entry of a window, and knows the three ways in which a cursor
 * fails: its object is deleted (400), or lies in a second of which the window then shows no more (an empty page although
 * more was promised), or that again because the whole page is of that second. It answers by asking from the second on,
 * without a cursor, and then by the cursor without the window; entries that come twice are recognised later.
 */
export class ListWalk {
  readonly #window: CreatedWindow;
  readonly #decisions: Decisions;
  #mode: "window" | "second" | "open" = "window";
  #cursor: string | undefined;
  #lastCreated: number | undefined;
  #lastId: string | undefined;
  #moreWasPromised = false;
  #done = false;

  constructor(window: CreatedWindow, decisions: Decisions) {
    this.#window = window;
    this.#decisions = decisions;
  }

  get done(): boolean {
    return this.#done;
  }

  /** `created` of the oldest entry so far. */
  get lastCreated(): number | undefined {
    return this.#lastCreated;
  }

  /** What to ask for next. */
  bounds(): WalkBounds {
    const after = this.#cursor === undefined ? {} : { after: this.#cursor };
    if (this.#mode === "open") return after;
    return { ...(this.#window.gte === null ? {} : { gte: this.#window.gte }), ...this.#upperBound(), ...after };
  }

  /** Takes note of an answer; `done` may be true afterwards. */
  advance(page: WalkedPage): void {
    const { entries, hasMore } = page;
    const moreWasPromised = this.#moreWasPromised;
    this.#moreWasPromised = hasMore;
    for (const { created } of entries) this.#lastCreated = created ?? this.#lastCreated;
    this.#lastId = entries.at(-1)?.id ?? this.#lastId;
    const step = this.#decisions.afterPage({ records: entries.length, hasMore, moreWasPromised });
    if (step === "look-again") this.#lookAgain();
    else if (step === "next-page" && !this.#isBelow()) this.#cursor = this.#lastId;
    else this.#done = true;
  }

  /** Stripe knows the cursor's object no longer. */
  cursorIsGone(): void {
    if (!this.#decisions.survivesLostCursor() || this.#lastCreated === undefined) this.#done = true;
    this.#mode = "second";
    this.#cursor = undefined;
  }

  #lookAgain(): void {
    // A second look that begins without a cursor and shows nothing: what was promised has been deleted meanwhile.
    if (this.#mode === "open" || this.#cursor === undefined || this.#lastCreated === undefined) {
      this.#done = true;
      return;
    }
    this.#mode = this.#mode === "window" ? "second" : "open";
    if (this.#mode === "second") this.#cursor = undefined;
    this.#moreWasPromised = true;
  }

  #isBelow(): boolean {
    const { gte } = this.#window;
    return gte !== null && this.#lastCreated !== undefined && this.#lastCreated < gte;
  }

  #upperBound(): Pick<WalkBounds, "lt" | "lte"> {
    if (this.#mode === "second" && this.#lastCreated !== undefined) {
      return { lte: this.#decisions.resumeFrom(this.#lastCreated) };
    }
    if (this.#window.lt !== undefined) return { lt: this.#window.lt };
    return this.#window.lte === undefined ? {} : { lte: this.#window.lte };
  }
}

/** The bounds as query parameters of a list. */
export function listParameters(bounds: WalkBounds): StripeParameters {
  return {
    ...(bounds.gte === undefined ? {} : { "created[gte]": bounds.gte }),
    ...(bounds.lt === undefined ? {} : { "created[lt]": bounds.lt }),
    ...(bounds.lte === undefined ? {} : { "created[lte]": bounds.lte }),
    ...(bounds.after === undefined ? {} : { starting_after: bounds.after }),
  };
}

/** The query of one pass over a resource. */
export function passParameters(decisions: Decisions, resource: ResourceName, pass: number): StripeParameters {
  return decisions.passes(resources[resource])[pass] ?? {};
}
