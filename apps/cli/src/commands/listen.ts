import { AccessError } from "@stripe-aep/core";
import { integer as integerFlag, url as urlFlag } from "@oclif/core/flags";

import { ConnectedCommand, type Connected } from "../connected-command.ts";
import { exitCodes } from "../exit-codes.ts";
import { forwardWebhook } from "../listen/forward-webhook.ts";
import { listenForWebhooks } from "../listen/webhook-listener.ts";
import { renderRun } from "../sync/render-run.ts";
import { runSync } from "../sync/run-sync.ts";
import { untilNextRun } from "../sync/until-next-run.ts";

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

  async run(): Promise<number> {
    const { flags } = await this.parse(Listen);
    return this.connected(flags, async (connected) => {
      const listener = await listenForWebhooks(flags.port, (body, signature) =>
        this.receive(connected, { body, signature, json: flags.json, forwardTo: flags["forward-to"] }),
      );
      this.note(`Listening at ${listener.url}; Ctrl-C ends it.`);
      try {
        do {
          const run = await runSync(connected.connector, { mode: "changes" }, this.terminal);
          const sent = Object.values(run.resources).reduce((sum, report) => sum + report.sent, 0);
          if (flags.json) this.printJson({ run });
          else if (sent > 0) this.print(renderRun(run, this.style));
        } while (await untilNextRun(flags.every, this.terminal.interrupted));
      } finally {
        await listener.stop();
      }
      return exitCodes.interrupted.code;
    });
  }

  private async receive(
    { connector, ports }: Connected,
    { body, signature, json, forwardTo }: ReceivedWebhook,
  ): Promise<number> {
    try {
      const { known } = await connector.receiveWebhook(body, signature, "stripe");
      const forwarded =
        forwardTo === undefined ? undefined : await forwardWebhook(ports.transport, forwardTo, body, signature);
      if (json)
        this.printJson({ webhook: known ? "kept" : "not for us", ...(forwardTo === undefined ? {} : { forwarded }) });
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

interface ReceivedWebhook {
  readonly body: Uint8Array;
  readonly signature: string | undefined;
  readonly json: boolean;
  readonly forwardTo: URL | undefined;
}
