import type { Config } from "@oclif/core/config";

import { allErrors } from "../error-table.ts";
import { settingsSchema } from "../settings/settings-schema.ts";
import { commandsPage } from "./commands-page.ts";
import { errorsPage } from "./errors-page.ts";
import { settingsPage } from "./settings-page.ts";

/** Everything that is written from the code, by its path in the repository. */
export async function allDocuments(config: Config): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ["docs/commands.md", commandsPage(config)],
    ["docs/errors.md", errorsPage(await allErrors())],
    ["docs/settings.md", settingsPage()],
    ["docs/settings.schema.json", json(settingsSchema())],
    ["apps/cli/oclif.manifest.json", json(manifestOf(config))],
  ]);
}

/**
 * What oclif needs to know of every command without loading it. Paths are left out, so that the sources and the built
 * package are found where each stands.
 */
function manifestOf(config: Config): unknown {
  const leftOut = new Set(["isESM", "relativePath", "load"]);
  const commands = [...config.commands]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((command) => [command.id, Object.fromEntries(Object.entries(command).filter(([name]) => !leftOut.has(name)))]);
  return { version: config.version, commands: Object.fromEntries(commands) as unknown };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
