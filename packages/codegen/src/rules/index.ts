import { arrayOfObjectsToArray } from "./array-of-objects-to-array.ts";
import { arrayOfValuesToArray } from "./array-of-values-to-array.ts";
import { booleanToBoolean } from "./boolean-to-boolean.ts";
import { cutBelowDepth } from "./cut-below-depth.ts";
import { decimalToDouble } from "./decimal-to-double.ts";
import { dropDecidedField } from "./drop-decided-field.ts";
import { dropNeverSent } from "./drop-never-sent.ts";
import { dropSecret } from "./drop-secret.ts";
import { emptyObjectToPresence } from "./empty-object-to-presence.ts";
import { expandableIdToString } from "./expandable-id-to-string.ts";
import { integerToLong } from "./integer-to-long.ts";
import { knownValuesToSoftEnum } from "./known-values-to-soft-enum.ts";
import { leaveOutMapOfObjects } from "./leave-out-map-of-objects.ts";
import { leaveOutUntyped } from "./leave-out-untyped.ts";
import { listObjectToArray } from "./list-object-to-array.ts";
import { mapOfValuesToMap } from "./map-of-values-to-map.ts";
import { objectToObject } from "./object-to-object.ts";
import { textToString } from "./text-to-string.ts";
import { unixSecondsToDateTime } from "./unix-seconds-to-date-time.ts";
import type { Candidate, Rule, Verdict } from "./rule.ts";

/** Every rule, in the order in which they are asked; the first that applies decides. Each has a fixture of its name in test/cases. */
export const rules: readonly Rule[] = [
  dropDecidedField,
  dropSecret,
  dropNeverSent,
  cutBelowDepth,
  listObjectToArray,
  arrayOfObjectsToArray,
  arrayOfValuesToArray,
  mapOfValuesToMap,
  leaveOutMapOfObjects,
  emptyObjectToPresence,
  objectToObject,
  unixSecondsToDateTime,
  decimalToDouble,
  integerToLong,
  booleanToBoolean,
  expandableIdToString,
  knownValuesToSoftEnum,
  textToString,
  leaveOutUntyped,
];

/** The rule that decides about a field, and what it says. */
export function applyRules(candidate: Candidate): { rule: Rule; verdict: Verdict } {
  const rule = rules.find((one) => one.applies(candidate)) ?? leaveOutUntyped;
  return { rule, verdict: rule.decide(candidate) };
}
