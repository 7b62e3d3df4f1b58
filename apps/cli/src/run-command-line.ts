import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

import { Config } from "@oclif/core/config";
import { run } from "@oclif/core/run";
import { settings } from "@oclif/core/settings";

import { exitCodeOf } from "./exit-code-of.ts";
import { renderError } from "./render/render-error.ts";
import { withTerminal, type Terminal } from "./terminal.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Runs one command line and gives its exit code. Never rejects: every error is printed where a person or a script reads it. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  return withTerminal(terminal, async () => {
    try {
      const config = await loadConfig();
      const result: unknown = await run([...argv], config);
      return typeof result === "number" ? result : 0;
    } catch (error) {
      if (isExit(error)) return error.oclif.exit;
      renderError(error, terminal, { json: argv.includes("--json"), debug: argv.includes("--debug") });
      return exitCodeOf(error);
    }
  });
}

/** The commands beside this file, so that the sources and the built package each run their own. */
export async function loadConfig(options: { readonly ignoreManifest?: boolean } = {}): Promise<Config> {
  settings.enableAutoTranspile = false;
  const pjson = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8")) as Config["pjson"];
  const commands = relative(root, fileURLToPath(new URL("./commands", import.meta.url)));
  return Config.load({ ...options, root, isRoot: true, pjson: { ...pjson, oclif: { ...pjson.oclif, commands } } });
}

function isExit(error: unknown): error is Error & { oclif: { exit: number } } {
  return error instanceof Error && "code" in error && error.code === "EEXIT";
}
