import {
  createConnector,
  isResourceName,
  resourceNames,
  type Connector,
  type ConnectorConfig,
  type ResourceName,
} from "@stripe-aep/core";
import { jsonLog, nodePorts, type NodePorts } from "@stripe-aep/core/node";

import { builtInSchemas } from "./built-in-schemas.ts";
import { UsageError } from "./exit-codes.ts";
import { SettingsCommand, type SettingsFlags } from "./settings-command.ts";
import { connectorConfig } from "./settings/connector-config.ts";
import type { Settings } from "./settings/resolve-settings.ts";
import { closest } from "./settings/settings-file.ts";

/** What a command has once its settings are read and its store is open. */
export interface Connected {
  readonly connector: Connector;
  readonly config: ConnectorConfig;
  readonly settings: Settings;
  readonly ports: NodePorts;
}

/** A command that works with the connector of one profile. */
export abstract class ConnectedCommand extends SettingsCommand {
  /** Opens the connector, acts, and lets go of everything, whatever happens. */
  protected async connected<Result>(
    flags: SettingsFlags & { readonly debug?: boolean },
    act: (connected: Connected) => Promise<Result>,
  ): Promise<Result> {
    const settings = await this.settings(flags);
    const config = await connectorConfig({ settings, terminal: this.terminal, builtInSchemas: builtInSchemas() });
    const log = jsonLog({
      level: flags.debug === true ? "debug" : "error",
      write: (line) => this.terminal.notes.write(line),
    });
    const ports = nodePorts({ stateFolder: this.stateFolder(settings), ...(flags.debug === true ? { log } : {}) });
    try {
      const connector = await createConnector(config, ports);
      try {
        return await act({ connector, config, settings, ports });
      } finally {
        await connector.close();
      }
    } finally {
      await ports.close();
    }
  }

  /** What a run has done, apart from the progress above it. */
  protected showRun(text: string): void {
    this.note("");
    this.print(text);
  }

  /** Refuses a destructive act on production unless the profile's name was typed or given. */
  protected async confirm(settings: Settings, given: string | undefined, act: string): Promise<void> {
    if (settings.values.get("production")?.value !== true) return;
    const typed =
      given ?? (await this.terminal.ask(`${act} on the production profile ${settings.profile}. Type its name: `));
    if (typed !== settings.profile) throw new UnconfirmedError(act, settings.profile);
  }
}

/** A destructive act on production that nobody confirmed. */
class UnconfirmedError extends UsageError {
  readonly code = "SAEP-1704";
  readonly next: string;

  constructor(act: string, profile: string) {
    super(`${act} on the production profile ${profile} needs its typed name.`);
    this.next = `Repeat the command with --confirm=${profile} when you are sure.`;
  }
}

/** Names on the command line as resources; none means all. Throws `UsageError` with the nearest name. */
export function readResources(names: readonly string[]): readonly ResourceName[] | undefined {
  if (names.length === 0) return undefined;
  return names.map((name) => {
    if (isResourceName(name)) return name;
    const near = closest(name, resourceNames);
    throw new UsageError(
      `There is no resource ${name}${near === undefined ? "" : `; did you mean ${near}?`} Resources are ${resourceNames.join(", ")}`,
    );
  });
}
