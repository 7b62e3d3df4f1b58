import type { Config } from "@oclif/core/config";

import { allErrors } from "../error-table.ts";
import { settingsSchema } from "../settings/settings-schema.ts";
import { commandsPage } from "./commands-page.ts";
import { errorsPage } from "./errors-page.ts";
import { resultSchemaPath, resultSchemas } from "./result-schemas.ts";
import { settingsPage } from "./settings-page.ts";

/** Everything that is written from the code, by its path in the repository. */
export async function allDocuments(config: Config): Promise<ReadonlyMap<string, string>> {
  const schemas = resultSchemas();
  return new Map([
    ["docs/commands.md", commandsPage(config, [...schemas.keys()])],
    ["docs/errors.md", errorsPage(await allErrors())],
    ["docs/settings.md", settingsPage()],
    ["docs/settings.schema.json", json(settingsSchema())],
    ["apps/cli/src/oclif.manifest.json", json(manifestOf(config))],
    ["apps/cli/oclif.manifest.json", json(pluginManifestOf(config))],
    ...[...schemas].map(([command, schema]): [string, string] => [resultSchemaPath(command), json(schema)]),
  ]);
}

/**
 * What oclif needs to know of every command without loading it. Paths are left out, so that the sources and the built
 * package are found where each stands.
 */
function manifestOf(config: Config): Manifest {
  const leftOut = new Set(["isESM", "relativePath", "load"]);
  const commands = [...config.commands]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((command) => [command.id, Object.fromEntries(Object.entries(command).filter(([name]) => !leftOut.has(name)))]);
  return { version: config.version, commands: Object.fromEntries(commands) as Manifest["commands"] };
}

interface Manifest {
  readonly version: string;
  readonly commands: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The same for `aio`, where every command stands below the topic `stripe-aep`. */
function pluginManifestOf(config: Config): Manifest {
  const { version, commands } = manifestOf(config);
  const renamed = Object.entries(commands).map(([id, command]) => {
    const text = JSON.stringify({ ...command, id: `stripe-aep:${id}` });
    const named = text.replaceAll("<%= config.bin %>", "<%= config.bin %> stripe-aep");
    const { usage, ...rest } = JSON.parse(named) as Manifest["commands"][string];
    return [`stripe-aep:${id}`, typeof usage === "string" ? { ...rest, usage: `stripe-aep ${usage}` } : rest];
  });
  return { version, commands: Object.fromEntries(renamed) as Manifest["commands"] };
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
