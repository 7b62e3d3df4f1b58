import { string as stringFlag } from "@oclif/core/flags";
import type { ReconcileOptions } from "@stripe-aep/core";

import { readResources } from "../connected-command.ts";
import { UsageError } from "../exit-codes.ts";

const SECONDS_OF_A_DAY = 86_400;

/** Which days are compared. */
export const dayFlags = {
  from: stringFlag({ description: "First UTC day of `created`.", helpValue: "YYYY-MM-DD" }),
  to: stringFlag({ description: "Last UTC day of `created`, itself included.", helpValue: "YYYY-MM-DD" }),
};

/** What is compared, by the resources and days of the command line; none means all. Throws `UsageError`. */
export function readScope(
  names: readonly string[],
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined } = {},
): Pick<ReconcileOptions, "resources" | "from" | "to"> {
  const resources = readResources(names);
  return {
    ...(resources === undefined ? {} : { resources }),
    ...(from === undefined ? {} : { from: readDay(from, "--from") }),
    ...(to === undefined ? {} : { to: readDay(to, "--to") + SECONDS_OF_A_DAY }),
  };
}

/** Midnight UTC of a day, in unix seconds. */
function readDay(text: string, flag: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw new UsageError(`${flag} takes a day such as 2026-10-01; this is ${text}`);
  return time / 1000;
}
