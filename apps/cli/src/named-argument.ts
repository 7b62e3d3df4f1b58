import { string } from "@oclif/core/args";

/** A word on the command line. oclif would take a missing one from standard input, where nobody or a secret stands. */
export const namedArgument: typeof string = ((options?: Parameters<typeof string>[0]) =>
  string({ ...options, ignoreStdin: true })) as typeof string;
