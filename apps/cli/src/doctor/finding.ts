/**
 * What a check found: `failed` must be mended before anything works, `warning` should be looked at, `untried` could not be
 * found out without changing something.
 */
export interface Finding {
  readonly area: "settings" | "network" | "stripe" | "aep" | "state";
  readonly level: "ok" | "warning" | "failed" | "untried";
  readonly text: string;
  /** Who does what about it. */
  readonly next?: string;
  /** The finding is about a credential or a permission. */
  readonly access?: boolean;
}

export const areas = ["network", "stripe", "aep", "state"] as const;
export type Area = (typeof areas)[number];
