import type { SeededRandom } from "./seeded-random.ts";

const strangeValues: readonly unknown[] = [
  null,
  "",
  "x",
  "Müller \u2019\u{1f600}",
  "y".repeat(300),
  "not@an-address",
  "usd",
  "USDX",
  0,
  -1,
  1.5,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  Number.MAX_SAFE_INTEGER + 1,
  1e300,
  -62_135_596_801,
  true,
  [],
  {},
  [1],
  ["text"],
  { id: "expanded_1" },
];

/** A copy with one to three of its values, at any depth, taken away, made strange, or exchanged. */
export function mutateObject(object: object, random: SeededRandom): object {
  const copy = structuredClone(object) as Record<string, unknown>;
  for (let count = 1 + random.below(3); count > 0; count -= 1) mutateSomewhere(copy, random);
  return copy;
}

function mutateSomewhere(holder: Record<string, unknown>, random: SeededRandom): void {
  const names = Object.keys(holder);
  const name = names[random.below(names.length)];
  if (name === undefined) return;
  const value = holder[name];
  const isDeep = typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (isDeep && random.next() < 0.8) mutateSomewhere(value as Record<string, unknown>, random);
  else if (random.next() < 0.2) Reflect.deleteProperty(holder, name);
  else holder[name] = strangeValues[random.below(strangeValues.length)];
}
