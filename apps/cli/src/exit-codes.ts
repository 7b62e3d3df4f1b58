/** The exit codes of every command: a stable, documented table that scripts may rely on. */
export const exitCodes = {
  done: { code: 0, meaning: "done, and nothing differs" },
  failed: { code: 1, meaning: "failed" },
  differs: { code: 2, meaning: "done, and something differs" },
  quarantined: { code: 3, meaning: "done, and the only difference is records in quarantine" },
  access: { code: 4, meaning: "a credential is missing or refused, or a permission is missing" },
  retryLater: { code: 5, meaning: "the far side does not answer: try again later" },
  locked: { code: 6, meaning: "another run holds what this one needs" },
  usage: { code: 64, meaning: "the command line or the settings are not valid" },
  interrupted: { code: 130, meaning: "interrupted by Ctrl-C or `runs cancel`; what was proven is checkpointed" },
} as const;

export type ExitCodeName = keyof typeof exitCodes;

/** The command line itself is wrong: usage is shown, and the exit code is 64. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
