/** What the tables are made of; `assembly/` reads them by the same numbers and says what each word means. */

export const frameHeader = 8;
export const slotBytes = 8;
export const stepBytes = 48;

/** Steps of a program (`assembly/steps.ts`). */
export const does = {
  end: 0,
  texts: 1,
  integers: 2,
  numbers: 3,
  truths: 4,
  times: 5,
  ids: 6,
  upperCases: 7,
  majorUnits: 8,
  families: 9,
  identities: 10,
  constants: 11,
  contexts: 12,
  rowIds: 13,
  sequences: 14,
  factTimes: 15,
  objects: 16,
  fixedLists: 17,
  lists: 18,
  refusals: 19,
} as const;

export const flag = { scanned: 1, required: 2, volatile: 4, currencyCode: 8 } as const;

/** Rules of a condition (`assembly/conditions.ts`). */
export const conditionRule = { exists: 0, missing: 1, oneOf: 2 } as const;

/** Kinds of a value that conditions compare with. */
export const kind = { text: 1, integer: 4, decimal: 5, true: 7, false: 8 } as const;
