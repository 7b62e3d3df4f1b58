import { stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import { boolean as booleanFlag, string as stringFlag } from "@oclif/core/flags";

import { UsageError } from "../exit-codes.ts";
import { readKeyedAccount } from "../init/read-account.ts";
import { settingsTemplate, type InitAnswers } from "../init/settings-template.ts";
import { settingsFileName } from "../settings/load-settings.ts";
import { settingRow } from "../settings/setting-rows.ts";
import { StripeAepCommand } from "../stripe-aep-command.ts";

export class Init extends StripeAepCommand {
  static override summary = "Write stripe-aep.yaml, by questions or by flags; never a secret.";
  static override examples = [
    "<%= config.bin %> init",
    "<%= config.bin %> init --ims-org 0123456789ABCDEF01234567@AdobeOrg --sandbox dev --client-id 0123456789abcdef0123456789abcdef",
  ];
  static override flags = {
    name: stringFlag({ description: "Name of the profile.", default: "dev" }),
    "ims-org": stringFlag({ description: "IMS organisation; ends in @AdobeOrg." }),
    sandbox: stringFlag({ description: "Name of the sandbox." }),
    "client-id": stringFlag({ description: "Client id of the OAuth server-to-server credential." }),
    production: booleanFlag({ description: "A production profile: destructive acts ask for its typed name." }),
    "from-account": booleanFlag({
      description: "Ask Stripe whose key stands in STRIPE_API_KEY; a live key makes a production profile.",
    }),
    force: booleanFlag({ description: "Replace a settings file that is there." }),
  };

  async run(): Promise<number> {
    const { flags } = await this.parse(Init);
    const file = resolve(this.terminal.workingFolder, settingsFileName);
    if (!flags.force && (await exists(file))) {
      throw new UsageError(`There is a ${settingsFileName} already; --force replaces it`);
    }
    const account = flags["from-account"] ? await readKeyedAccount(this.terminal) : undefined;
    const answers: InitAnswers = {
      profile: flags.name,
      imsOrg: await this.answer("aep.imsOrg", flags["ims-org"], "IMS organisation (ends in @AdobeOrg): ", "--ims-org"),
      sandbox: await this.answer("aep.sandbox", flags.sandbox, "Sandbox: ", "--sandbox"),
      clientId: await this.answer("aep.clientId", flags["client-id"], "Client id of the credential: ", "--client-id"),
      production: flags.production || account?.livemode === true,
      account: account?.id,
    };
    await writeFile(file, settingsTemplate(answers));
    if (flags.json) this.printResult("init", { file, profile: answers.profile, account: account?.id ?? null });
    else
      this.print(
        `Wrote ${settingsFileName}. Put the secrets into STRIPE_API_KEY and AEP_CLIENT_SECRET, then run \`stripe-aep doctor\`.`,
      );
    return this.exitWith("done");
  }

  private async answer(setting: string, given: string | undefined, question: string, flag: string): Promise<string> {
    const value = given ?? (await this.terminal.ask(question));
    if (value === undefined) throw new UsageError(`There is no terminal to ask at: give ${flag}`);
    const problem = settingRow(setting)?.type.problemOf(value);
    if (problem !== undefined) throw new UsageError(`${flag} ${problem}`);
    return value;
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
