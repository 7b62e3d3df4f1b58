import { AccessError, type Connector, type SyncProgress } from "@stripe-aep/core";
import { integer as integerFlag, url as urlFlag } from "@oclif/core/flags";

import { ConnectedCommand, type Connected } from "../connected-command.ts";
import { exitCodes } from "../exit-codes.ts";
import { takeWebhook, type ReceivedWebhook } from "../listen/take-webhook.ts";
import { listenForWebhooks } from "../listen/webhook-listener.ts";
import { exitOfRun, renderRun } from "../sync/render-run.ts";
import { runSync } from "../sync/run-sync.ts";
import { untilInterrupted } from "../sync/until-next-run.ts";

export class Listen extends ConnectedCommand {
  static override summary =
    "Receive Stripe's webhooks on this machine and move what they announce; without any, poll events.";
  static override description =
    "Needs stripe.webhookSecrets. With the Stripe CLI: `stripe listen --forward-to` the address that is printed. Runs until interrupted.";
  static override flags = {
    port: integerFlag({ description: "Port on loopback; 0 takes a free one.", default: 0, min: 0, max: 65_535 }),
    every: integerFlag({ description: "Seconds between runs.", default: 5, min: 1 }),
    "forward-to": urlFlag({
      description: "Send every webhook that was taken on to this address, untouched and with its signature.",
      helpValue: "URL",
    }),
  };

  private runs = 0;
  private webhooks = 0;

  async run(): Promise<number> {
    const { flags } = await this.parse(Listen);
    return this.connected(flags, async (connected) => {
      const listener = await listenForWebhooks(flags.port, (body, signature) =>
        this.receive(connected, { body, signature, forwardTo: flags["forward-to"] }, flags.json),
      );
      this.note(`Listening at ${listener.url}; Ctrl-C ends it.`);
      try {
        const act = (): Promise<void> => this.once(connected.connector, flags.json);
        await untilInterrupted(act, flags.every, this.terminal.interrupted);
      } finally {
        await listener.stop();
      }
      const exit = exitCodes.interrupted.code;
      if (flags.json) this.printResult("listen", { webhooks: this.webhooks, runs: this.runs, exit });
      return exit;
    });
  }

  private async once(connector: Connector, json: boolean): Promise<void> {
    const onLine = (progress: SyncProgress): void => this.printLine("listen", { type: "progress", ...progress });
    const run = await runSync(connector, { mode: "changes" }, this.terminal, json ? onLine : undefined);
    this.runs += 1;
    const sent = Object.values(run.resources).reduce((sum, report) => sum + report.sent, 0);
    if (json) this.printLine("listen", { type: "run", run, exit: exitCodes[exitOfRun(run)].code });
    else if (sent > 0) this.print(renderRun(run, this.style));
  }

  private async receive(connected: Connected, webhook: ReceivedWebhook, json: boolean): Promise<number> {
    const { forwardTo } = webhook;
    try {
      const { known, forwarded } = await takeWebhook(connected, webhook);
      this.webhooks += 1;
      if (json)
        this.printLine("listen", {
          type: "webhook",
          kept: known,
          ...(forwardTo === undefined ? {} : { forwarded: forwarded ?? null }),
        });
      else {
        this.note(`webhook ${known ? "kept" : "of a type that is not moved"}`);
        if (forwardTo !== undefined) this.note(`  forwarded to ${forwardTo.origin}: ${forwarded ?? "no answer"}`);
      }
      return 200;
    } catch (error) {
      if (!(error instanceof AccessError)) return 500;
      this.note(`webhook refused: ${error.message} (${error.code})`);
      return 400;
    }
  }
}
