import type { DataPrepFunction } from "./data-prep-function.ts";
import { dateFunctions } from "./date-functions.ts";
import { hashFunctions, urlFunctions } from "./hash-and-url-functions.ts";
import { conversionFunctions, logicFunctions, specialFunctions } from "./logic-and-conversion-functions.ts";
import { stringFunctions } from "./string-functions.ts";
import { aggregateFunctions, arrayFunctions, mapFunctions, objectFunctions } from "./structure-functions.ts";

export type { DataPrepFunction, FunctionContext } from "./data-prep-function.ts";

/** Every function that the mapper knows. */
export const dataPrepFunctions: readonly DataPrepFunction[] = [
  ...stringFunctions,
  ...hashFunctions,
  ...urlFunctions,
  ...dateFunctions,
  ...objectFunctions,
  ...mapFunctions,
  ...arrayFunctions,
  ...logicFunctions,
  ...aggregateFunctions,
  ...conversionFunctions,
  ...specialFunctions,
];

const byName = new Map(dataPrepFunctions.flatMap((one) => one.names.map((name) => [name, one] as const)));

/** The function of a name, or undefined: the language refuses what it does not know by name. */
export function findFunction(name: string): DataPrepFunction | undefined {
  return byName.get(name);
}
