import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { loadSettings, stateFolder, type SettingsRequest } from "./settings/load-settings.ts";
import type { Settings } from "./settings/resolve-settings.ts";
import { StripeAepCommand } from "./stripe-aep-command.ts";

export interface SettingsFlags {
  readonly profile?: string | undefined;
  readonly settings?: string | undefined;
  readonly state?: string | undefined;
}

/** A command that needs the settings of a profile. */
export abstract class SettingsCommand extends StripeAepCommand {
  static override baseFlags = {
    ...StripeAepCommand.baseFlags,
    profile: stringFlag({
      char: "p",
      description: "Profile of the settings (or STRIPE_AEP_PROFILE).",
      helpGroup: "GLOBAL",
    }),
    settings: stringFlag({
      description: "Settings file; default: the nearest stripe-aep.yaml.",
      helpValue: "FILE",
      helpGroup: "GLOBAL",
    }),
    state: stringFlag({
      description: "State folder; overrides the setting state.folder.",
      helpValue: "DIR",
      helpGroup: "GLOBAL",
    }),
    "no-input": booleanFlag({ description: "Never ask; what would be asked is an error.", helpGroup: "GLOBAL" }),
  };

  protected request(flags: SettingsFlags): SettingsRequest {
    return {
      profile: flags.profile,
      file: flags.settings,
      flags: flags.state === undefined ? {} : { "state.folder": flags.state },
    };
  }

  protected settings(flags: SettingsFlags): Promise<Settings> {
    return loadSettings(this.request(flags), this.terminal);
  }

  protected stateFolder(settings: Settings): string {
    return stateFolder(settings, this.terminal);
  }
}
