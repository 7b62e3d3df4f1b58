import type { Measures } from "./measures.ts";
import type { GroupComparison } from "./report.ts";

interface Side {
  count: number;
  readonly sums: bigint[];
}

interface Group {
  readonly position: number;
  readonly name: string;
  readonly stripe: Side;
  readonly platform: Side;
}

/** Counts and sums by group and currency, both sides. */
export class GroupTally {
  readonly #measures: Measures;
  readonly #groups = new Map<string, Group>();

  constructor(measures: Measures) {
    this.#measures = measures;
  }

  /** `names` and `amounts` as `Measures` gives them. */
  add(side: "stripe" | "platform", names: readonly string[], amounts: readonly number[]): void {
    names.forEach((name, position) => {
      const key = `${position}\t${name}`;
      const group = this.#groups.get(key) ?? this.#newGroup(position, name);
      this.#groups.set(key, group);
      group[side].count += 1;
      this.#columns(position).forEach((column, sum) => {
        group[side].sums[sum] = (group[side].sums[sum] ?? 0n) + BigInt(amounts[column] ?? 0);
      });
    });
  }

  comparisons(): readonly GroupComparison[] {
    const sorted = [...this.#groups].sort(([left], [right]) => (left < right ? -1 : 1));
    return sorted.map(([, { position, name, stripe, platform }]) => {
      const grouping = this.#measures.groupings[position];
      const [group = "", currency = ""] = name.split("\t");
      const sums = (grouping?.amounts ?? []).map((field, sum) => ({
        field,
        stripe: String(stripe.sums[sum]),
        platform: String(platform.sums[sum]),
      }));
      const counts = { stripeCount: stripe.count, platformCount: platform.count };
      const equal = stripe.count === platform.count && sums.every((sum) => sum.stripe === sum.platform);
      return { by: grouping?.by ?? "", group, currency, ...counts, sums, equal };
    });
  }

  #columns(position: number): readonly number[] {
    const names = this.#measures.amountNames;
    return (this.#measures.groupings[position]?.amounts ?? []).map((name) => names.indexOf(name));
  }

  #newGroup(position: number, name: string): Group {
    const side = (): Side => ({ count: 0, sums: this.#columns(position).map(() => 0n) });
    return { position, name, stripe: side(), platform: side() };
  }
}
