import { compareSql } from "./sql-values.ts";

/** Something that is told every value of a group and gives one at the end. Nulls are not told. */
export interface Aggregate {
  add(value: unknown): void;
  result(): unknown;
}

/** Sums of whole numbers stay exact beyond 2^53. */
function sum(): Aggregate {
  let whole = 0n;
  let fraction = 0;
  let seen = false;
  return {
    add: (value) => {
      seen = true;
      const number = Number(value);
      if (Number.isInteger(number)) whole += BigInt(number);
      else fraction += number;
    },
    result: () => (seen ? Number(whole) + fraction : null),
  };
}

function extreme(sign: 1 | -1): () => Aggregate {
  return () => {
    let best: unknown = null;
    return {
      add: (value) => {
        if (best === null || sign * compareSql(value, best) < 0) best = value;
      },
      result: () => best,
    };
  };
}

export const aggregates: Readonly<Record<string, () => Aggregate>> = {
  count: () => {
    let count = 0;
    return { add: () => void (count += 1), result: () => count };
  },
  sum,
  avg: () => {
    const total = sum();
    let count = 0;
    return {
      add: (value) => {
        total.add(value);
        count += 1;
      },
      result: () => (count === 0 ? null : Number(total.result()) / count),
    };
  },
  min: extreme(1),
  max: extreme(-1),
  array_agg: () => {
    const values: unknown[] = [];
    return { add: (value) => void values.push(value), result: () => values };
  },
};

/** Lets each value through once. */
export function distinct(inner: Aggregate): Aggregate {
  const seen = new Set<string>();
  return {
    add: (value) => {
      const key = JSON.stringify(value);
      if (seen.has(key)) return;
      seen.add(key);
      inner.add(value);
    },
    result: () => inner.result(),
  };
}
