import { ConnectorError } from "@stripe-aep/core";

import { renderTable } from "../../render/table.ts";
import { SettingsCommand } from "../../settings-command.ts";
import { readSecret } from "../../settings/secret-reference.ts";
import { settingRows } from "../../settings/setting-rows.ts";
import { reference } from "../../settings/setting-type.ts";

interface ReferenceState {
  readonly setting: string;
  readonly reference: string;
  /** `rk_test_` and the like; never more of the secret. */
  readonly kind: string;
  readonly problem: string | undefined;
}

export class AuthStatus extends SettingsCommand {
  static override summary = "Say where each secret stands and whether it can be read; never the secret.";

  async run(): Promise<number> {
    const { flags } = await this.parse(AuthStatus);
    const { values } = await this.settings(flags);
    const states: ReferenceState[] = [];
    for (const row of settingRows.filter(({ type }) => type === reference)) {
      const value = values.get(row.path)?.value;
      if (typeof value === "string" && value !== "-") states.push(await this.look(row.path, value));
    }
    if (flags.json) this.printResult("auth status", { references: states });
    else {
      const columns = [{ title: "setting" }, { title: "stands in" }, { title: "kind" }, { title: "" }];
      this.print(
        renderTable(
          columns,
          states.map(({ setting, reference: where, kind, problem }) => [
            setting,
            where,
            kind,
            problem === undefined ? this.style.good("✓") : this.style.bad(`✗ ${problem}`),
          ]),
          this.style,
        ),
      );
    }
    return this.exitWith(states.every(({ problem }) => problem === undefined) ? "done" : "access");
  }

  private async look(setting: string, where: string): Promise<ReferenceState> {
    try {
      const secret = await readSecret(where, setting, this.terminal);
      return { setting, reference: where, kind: secret.kind, problem: undefined };
    } catch (error) {
      if (!(error instanceof ConnectorError)) throw error;
      return { setting, reference: where, kind: "", problem: error.next ?? error.message };
    }
  }
}
