import { namedArgument } from "../named-argument.ts";

import { ConnectedCommand, readResources } from "../connected-command.ts";
import { renderPreview } from "../preview/render-preview.ts";

export class PreviewCommand extends ConnectedCommand {
  static override summary = "Show one Stripe object beside its XDM row, with the rule for each field.";
  static override examples = ["<%= config.bin %> preview charges ch_3MmlLrLkdIwHu7ix0snN0B15"];
  static override args = {
    resource: namedArgument({
      required: true,
      description: "charges, subscriptions, refunds, balance_transactions, customers or prices.",
    }),
    id: namedArgument({ required: true, description: "The Stripe id." }),
  };

  async run(): Promise<number> {
    const { args, flags } = await this.parse(PreviewCommand);
    const [resource = "charges"] = readResources([args.resource]) ?? [];
    const preview = await this.connected(flags, ({ connector }) => connector.preview(resource, args.id));
    if (flags.json) this.printResult("preview", { preview });
    else this.print(renderPreview(preview, this.style));
    return this.exitWith(preview.refused === undefined ? "done" : "quarantined");
  }
}
