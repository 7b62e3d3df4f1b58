import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { Config } from "@oclif/core/config";
import { run } from "@oclif/core/run";
import { settings } from "@oclif/core/settings";

import { exitCodeOf } from "./exit-code-of.ts";
import { asInterruption } from "./interruption.ts";
import { renderError } from "./render/render-error.ts";
import { withTerminal, type Terminal } from "./terminal.ts";

/** Where the manifest of these commands is; the one beside `package.json` is for `aio`, whose names are longer. */
const root = fileURLToPath(new URL(".", import.meta.url));

/** Runs one command line and gives its exit code. Never rejects: every error is printed where a person or a script reads it. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  return withTerminal(terminal, async () => {
    try {
      const config = await loadConfig();
      const result: unknown = await run([...argv], config);
      return typeof result === "number" ? result : 0;
    } catch (thrown) {
      if (isExit(thrown)) return thrown.oclif.exit;
      const error = asInterruption(thrown, terminal);
      renderError(error, terminal, { json: argv.includes("--json"), debug: argv.includes("--debug") });
      return exitCodeOf(error);
    }
  });
}

/** The commands beside this file, so that the sources and the built package each run their own. */
export async function loadConfig(options: { readonly ignoreManifest?: boolean } = {}): Promise<Config> {
  settings.enableAutoTranspile = false;
  const pjson = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as Config["pjson"];
  const topics = pjson.oclif.topics?.["stripe-aep"]?.subtopics ?? {};
  const oclif = { ...pjson.oclif, commands: "./commands", topics };
  return Config.load({ ...options, root, isRoot: true, pjson: { ...pjson, oclif } });
}

function isExit(error: unknown): error is Error & { oclif: { exit: number } } {
  return error instanceof Error && "code" in error && error.code === "EEXIT";
}
