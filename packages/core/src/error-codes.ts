/** One row for each error: `explain`, the documentation page and a test read this table. */
export interface ErrorEntry {
  readonly title: string;
  readonly meaning: string;
  readonly next: string;
}

/**
 * Ranges: 10xx settings and state, 11xx Stripe, 12xx Experience Platform, 13xx records (quarantine), 14xx runs and
 * delivery, 15xx provisioning, 16xx reconciliation, 17xx command line, 18xx server, 19xx our own defects. Codegen has 2xxx, the
 * simulator 3xxx.
 */
export const errorCodes = {
  "SAEP-1001": {
    title: "Settings are not valid",
    meaning: "One or more settings are missing, unknown, or of the wrong type. Every problem is listed.",
    next: "Correct the lines that the message names; `stripe-aep config list --verbose` shows where each value came from.",
  },
  "SAEP-1101": {
    title: "Stripe refused the key",
    meaning: "Stripe answered 401: the API key is missing, wrong, expired or revoked.",
    next: "Make or reveal a restricted key in the Stripe dashboard and point the setting at it; then run `stripe-aep doctor stripe`.",
  },
  "SAEP-1901": {
    title: "An invariant of the connector does not hold",
    meaning:
      "This is a defect of stripe-aep, not of your data or settings. Nothing was checkpointed beyond what is proven.",
    next: "Report it with the run id; run `stripe-aep reconcile` to see that nothing is missing.",
  },
} as const satisfies Readonly<Record<`SAEP-${number}`, ErrorEntry>>;

export type ErrorCode = keyof typeof errorCodes;
