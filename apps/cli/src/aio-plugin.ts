/** What Adobe's `aio` loads of this package: each command again, below the topic `stripe-aep`. */
import { readFileSync } from "node:fs";

import { ExitError } from "@oclif/core/errors";

import { runOnProcess } from "./main.ts";

/** As much of a command class as another command line needs to run it. */
interface PluginCommand {
  run(argv: readonly string[]): Promise<void>;
}

const manifest = JSON.parse(readFileSync(new URL("./oclif.manifest.json", import.meta.url), "utf8")) as {
  readonly commands: Readonly<Record<string, unknown>>;
};

/** By id. Everything of a command line is ours: its flags, its streams, its errors, its exit code. */
export const commands: Readonly<Record<string, PluginCommand>> = Object.fromEntries(
  Object.keys(manifest.commands).map((id) => [`stripe-aep:${id}`, { run: (argv) => run(id, argv) }]),
);

async function run(id: string, argv: readonly string[]): Promise<void> {
  const exitCode = await runOnProcess([...id.split(":"), ...argv]);
  // Whoever runs us exits with the code and prints nothing more: a copy of oclif knows the errors of another by this only.
  if (exitCode !== 0) throw Object.assign(new ExitError(exitCode), { skipOclifErrorHandling: true });
}
