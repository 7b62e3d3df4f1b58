import type { Draws } from "./generated-objects.ts";

/**
 * JSON of a value as no sane writer writes it, now and then: other blanks, other escapes, keys in another order or twice,
 * numbers in other notations. `oddity` is the share of places where something odd is done; 0 gives ordinary JSON.
 */
export function writeOddly(value: unknown, draws: Draws, oddity: number): string {
  if (typeof value === "string") return writeText(value, draws, oddity);
  if (typeof value === "number") return draws.chance(oddity) ? draws.pick(numbersLike(value)) : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const blank = () => (draws.chance(oddity) ? draws.pick(blanks) : "");
  if (Array.isArray(value)) {
    return `[${blank()}${value.map((item) => writeOddly(item, draws, oddity)).join(`${blank()},${blank()}`)}${blank()}]`;
  }
  const members = Object.entries(value).map(
    ([key, item]) => `${writeText(key, draws, oddity / 10)}${blank()}:${blank()}${writeOddly(item, draws, oddity)}`,
  );
  if (draws.chance(oddity) && members.length > 0) members.push(draws.pick(members));
  if (draws.chance(oddity)) members.reverse();
  if (draws.chance(oddity)) members.splice(draws.below(members.length + 1), 0, draws.pick(strangers));
  return `{${blank()}${members.join(`${blank()},${blank()}`)}${blank()}}`;
}

const blanks = [" ", "\n", "\t", "\r\n", `\n${" ".repeat(40)}`, "  \n\t "];

/** Members that no mapping knows. */
const strangers = [
  '"unknown_field":{"deep":[[[[{"a":"b"}]]]],"id":null}',
  '"__proto__":{"id":"x"}',
  '"constructor":1e5',
  `"${"long_name_".repeat(20)}":"\\ud83d\\ude00"`,
  '"":""',
  `"deep":${"[".repeat(300)}${"]".repeat(300)}`,
];

function numbersLike(value: number): readonly string[] {
  return [
    JSON.stringify(value),
    `${JSON.stringify(value)}e0`,
    "-0",
    "0.10",
    "1.0",
    "0.000001",
    "0.0000001",
    "0.1234567890123456",
    "123456789012345",
    "1234567890123456",
    "9007199254740993",
    "1e400",
    "-5",
    "2.5E+1",
    "12345678901.25",
    "-12.75",
  ];
}

function writeText(text: string, draws: Draws, oddity: number): string {
  const json = JSON.stringify(text);
  if (!draws.chance(oddity)) return json;
  const at = draws.below(text.length + 1);
  const before = JSON.stringify(text.slice(0, at)).slice(1, -1);
  const after = JSON.stringify(text.slice(at)).slice(1, -1);
  const escapes = [
    "\\u0041",
    "\\/",
    "\\u00e9",
    "\\n",
    "\\u001f",
    "\\ud800",
    "\\\\",
    '\\"',
    "é",
    "\u{1f600}",
    "\u2028",
    "\u007f",
  ];
  return `"${before}${draws.pick([...escapes, " 4242-4242-4242-4242", " 1234567890123 ", ""])}${after}"`;
}

/** Some bytes of a page changed, cut off or repeated: mostly no JSON any more. */
export function spoil(page: Uint8Array, draws: Draws): Uint8Array {
  const bytes = Buffer.from(page);
  const at = draws.below(bytes.length);
  switch (draws.below(5)) {
    case 0:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << draws.below(8));
      return bytes;
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + draws.below(4))]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - draws.below(20)))]);
    default:
      bytes[at] = draws.pick([0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x2c, 0x3a, 0x00, 0x20, 0x30, 0x2d, 0xff, 0xc3]);
      return bytes;
  }
}
