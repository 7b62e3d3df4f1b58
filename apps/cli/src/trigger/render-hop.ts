import { formatDuration } from "../render/numbers.ts";
import type { Style } from "../render/style.ts";
import type { Hop } from "./trigger-fact.ts";

const places: Readonly<Record<Hop["place"], string>> = {
  stripe: "happened at Stripe",
  platform: "accepted by the platform",
  dataset: "in the dataset, as Stripe has it",
};

/** Where a fact has got to, and how long after it was triggered. */
export function renderHop({ place, milliseconds }: Hop, style: Style): string {
  return `  ${style.good("✓")} ${places[place]}  ${style.quiet(formatDuration(milliseconds / 1000))}`;
}
