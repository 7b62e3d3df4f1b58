import type { MoneySum } from "../resources.ts";
import type { CountedDay, SumComparison } from "./report.ts";
import { shortHash } from "./content-digest.ts";

const secondsOfDay = 86_400;
/** Objects without `created` are counted under this day. */
const noDay = "undated";

/** UTC day of unix seconds. */
export function dayOf(created: number | undefined): string {
  if (created === undefined) return noDay;
  return new Date(Math.floor(created / secondsOfDay) * secondsOfDay * 1000).toISOString().slice(0, 10);
}

/** What one side says of one object. */
export interface TalliedObject {
  readonly created: number | undefined;
  /** Lower case; `""` without money. */
  readonly currency: string;
  /** Minor units, one for each sum. */
  readonly amounts: readonly number[];
  /** 16 hexadecimal digits of the id's hash, and of the content. */
  readonly key: string;
  readonly content: string;
}

interface SideTally {
  count: number;
  digest: bigint;
  readonly sums: bigint[];
}

interface Cell {
  readonly day: string;
  readonly currency: string;
  readonly stripe: SideTally;
  readonly platform: SideTally;
}

const mask64 = (1n << 64n) - 1n;

/** Counts, sums and order-free digests by day and currency, both sides. Adding is all that is done to them, so order is nothing. */
export class Tally {
  readonly #fields: readonly MoneySum[];
  readonly #cells = new Map<string, Cell>();

  constructor(fields: readonly MoneySum[]) {
    this.#fields = fields;
  }

  add(side: "stripe" | "platform", object: TalliedObject): void {
    const day = dayOf(object.created);
    const name = `${day} ${object.currency}`;
    const cell = this.#cells.get(name) ?? this.#newCell(day, object.currency);
    this.#cells.set(name, cell);
    const tally = cell[side];
    tally.count += 1;
    tally.digest = (tally.digest + BigInt(`0x${shortHash(object.key + object.content)}`)) & mask64;
    this.#fields.forEach((_, index) => {
      tally.sums[index] = (tally.sums[index] ?? 0n) + BigInt(object.amounts[index] ?? 0);
    });
  }

  count(side: "stripe" | "platform"): number {
    return [...this.#cells.values()].reduce((count, cell) => count + cell[side].count, 0);
  }

  days(withDigests: boolean): readonly CountedDay[] {
    const cells = [...this.#cells.values()].sort(
      (left, right) => compare(left.day, right.day) || compare(left.currency, right.currency),
    );
    return cells.map(({ day, currency, stripe, platform }) => ({
      day,
      currency,
      stripeCount: stripe.count,
      platformCount: platform.count,
      sums: this.#fields.map(({ amount }, index) => ({
        field: amount,
        stripe: String(stripe.sums[index] ?? 0n),
        platform: String(platform.sums[index] ?? 0n),
      })),
      ...(withDigests
        ? { stripeDigest: hexadecimal(stripe.digest), platformDigest: hexadecimal(platform.digest) }
        : {}),
      equal: equalSides(stripe, platform),
    }));
  }

  /** The days added up, by field and currency. */
  sums(): readonly SumComparison[] {
    const totals = new Map<string, { field: string; currency: string; stripe: bigint; platform: bigint }>();
    for (const { currency, stripe, platform } of this.#cells.values()) {
      if (currency === "") continue;
      this.#fields.forEach(({ amount }, index) => {
        const name = `${index} ${currency}`;
        const total = totals.get(name) ?? { field: amount, currency, stripe: 0n, platform: 0n };
        total.stripe += stripe.sums[index] ?? 0n;
        total.platform += platform.sums[index] ?? 0n;
        totals.set(name, total);
      });
    }
    return [...totals.entries()]
      .sort(([left], [right]) => compare(left, right))
      .map(([, { stripe, platform, ...total }]) => ({ ...total, stripe: String(stripe), platform: String(platform) }));
  }

  #newCell(day: string, currency: string): Cell {
    const side = (): SideTally => ({ count: 0, digest: 0n, sums: this.#fields.map(() => 0n) });
    return { day, currency, stripe: side(), platform: side() };
  }
}

function equalSides(stripe: SideTally, platform: SideTally): boolean {
  return (
    stripe.count === platform.count &&
    stripe.digest === platform.digest &&
    stripe.sums.every((sum, index) => sum === platform.sums[index])
  );
}

function hexadecimal(digest: bigint): string {
  return digest.toString(16).padStart(16, "0");
}

function compare(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
