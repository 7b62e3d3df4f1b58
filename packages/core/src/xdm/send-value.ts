import { holdsCardNumber, isFreeText } from "./card-numbers.ts";
import {
  mapTexts,
  minorToMajorUnits,
  toBoolean,
  toDouble,
  toEmailAddress,
  toExpandableId,
  toJsonText,
  toLong,
  toLongMap,
  toLowerCase,
  toPaymentFamily,
  toText,
  toTextMap,
  toUpperCase,
  millisecondsToDateTime,
  secondsToDateTime,
} from "./conversions.ts";
import { deriveValues } from "./derive-values.ts";
import { hashText } from "./identities.ts";
import type { Conversion, RowSchema } from "./mapping.ts";
import type { PlannedRow } from "./plan-rows.ts";
import { readText } from "./read-text.ts";
import { cardNumberRule, Refusal } from "./refusal.ts";
import { valueCheck } from "./value-checks.ts";

/** From the value in Stripe's object to the value that is sent; undefined: nothing is. Throws `Refusal` with `at`. */
export type SendValue = (value: unknown, at: number) => unknown;

type PlainConversion = Exclude<Conversion, "constant" | "major-units" | "identity" | "derived">;

const converters: Readonly<Record<PlainConversion, SendValue>> = {
  string: toText,
  long: toLong,
  double: toDouble,
  boolean: toBoolean,
  "date-time-from-seconds": secondsToDateTime,
  "date-time-from-milliseconds": millisecondsToDateTime,
  "expandable-id": toExpandableId,
  "string-map": toTextMap,
  "long-map": toLongMap,
  "json-text": toJsonText,
  "upper-case": toUpperCase,
  "lower-case": toLowerCase,
  "email-address": toEmailAddress,
  "payment-family": toPaymentFamily,
};

/** Conversions whose result may be a text that somebody typed. */
const mayBeFreeText: ReadonlySet<Conversion> = new Set(["string", "json-text", "upper-case", "lower-case"]);

/** The steps for one row, in their order: convert, hash or look for card numbers, check against the schema. */
export function sendValue(planned: PlannedRow, schema: RowSchema | undefined): SendValue {
  const { conversion } = planned.row;
  const steps = [
    conversion === "identity" ? toExpandableId : converters[conversion as PlainConversion],
    ...(planned.action === "hash" ? hashSteps(conversion) : scanSteps(planned)),
    ...checkSteps(conversion, schema),
  ];
  const [first, second] = steps;
  if (first !== undefined && second === undefined) return first;
  if (first === toText && second === scanText && steps.length === 2) return toFreeText;
  return (value, at) => {
    let current: unknown = value;
    for (const step of steps) {
      current = step(current, at);
      if (current === undefined) return undefined;
    }
    return current;
  };
}

function hashSteps(conversion: Conversion): SendValue[] {
  if (conversion === "identity") return [];
  if (conversion === "string-map") return [(map) => mapTexts(map as Record<string, string>, hashText)];
  return [(text) => hashText(text as string)];
}

function scanSteps(planned: PlannedRow): SendValue[] {
  if (planned.context === undefined && planned.row.conversion === "string-map") return [scanMap];
  return scansText(planned) ? [scanText] : [];
}

/** Whether the row's text is looked through for card numbers. */
export function scansText({ row, context, source }: PlannedRow): boolean {
  if (context !== undefined || !mayBeFreeText.has(row.conversion)) return false;
  const last = source.findLast((step) => step.kind === "name");
  return last !== undefined && isFreeText(last.name);
}

/** The commonest chain of steps, as one function. */
function toFreeText(value: unknown, at: number): string | undefined {
  const text = toText(value, at);
  if (text !== undefined && holdsCardNumber(text)) throw new Refusal(cardNumberRule, "SAEP-1302", at);
  return text;
}

const scanText: SendValue = (text, at) => {
  if (holdsCardNumber(text as string)) throw new Refusal(cardNumberRule, "SAEP-1302", at);
  return text;
};

/** Keys are typed by people too. */
const scanMap: SendValue = (map, at) => {
  const texts = map as Record<string, string>;
  for (const key in texts) {
    if (holdsCardNumber(key) || holdsCardNumber(texts[key] ?? "")) throw new Refusal(cardNumberRule, "SAEP-1302", at);
  }
  return map;
};

function checkSteps(conversion: Conversion, schema: RowSchema | undefined): SendValue[] {
  const check = valueCheck(conversion, schema);
  if (check === undefined) return [];
  return [
    (value, at) => {
      const rule = check(value);
      if (rule !== undefined) throw new Refusal(rule, "SAEP-1301", at);
      return value;
    },
  ];
}

/** A derived value looks into the whole object. What was found in free text is free text. */
export function sendDerived(planned: PlannedRow, schema: RowSchema | undefined): SendValue {
  const derive = deriveValues(planned.row);
  const check = valueCheck("derived", schema);
  const { as = "string" } = planned.row;
  if (as !== "string") {
    return (object) => {
      const found = derive(object);
      return typeof found === "string" ? readText[as](found) : undefined;
    };
  }
  return (object, at) => {
    const found = derive(object);
    if (found === undefined) return undefined;
    const texts = typeof found === "string" ? [found] : found;
    if (planned.action === "keep") texts.forEach((text) => scanText(text, at));
    const rule = texts.map((text) => check?.(text)).find((broken) => broken !== undefined);
    if (rule !== undefined) throw new Refusal(rule, "SAEP-1301", at);
    const sent = planned.action === "hash" ? texts.map(hashText) : texts;
    return typeof found === "string" ? sent[0] : sent;
  };
}

/** `major-units` reads two values; the check is the schema's, as above. */
export function sendMajorUnits(
  schema: RowSchema | undefined,
): (amount: unknown, currency: unknown, at: number) => unknown {
  const [check] = checkSteps("major-units", schema);
  if (check === undefined) return minorToMajorUnits;
  return (amount, currency, at) => {
    const major = minorToMajorUnits(amount, currency, at);
    return major === undefined ? undefined : check(major, at);
  };
}
