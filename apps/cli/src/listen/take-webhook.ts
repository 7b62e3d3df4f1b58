import type { Connected } from "../connected-command.ts";
import { forwardWebhook } from "./forward-webhook.ts";

export interface ReceivedWebhook {
  readonly body: Uint8Array;
  readonly signature: string | undefined;
  readonly forwardTo: URL | undefined;
}

/** Keeps a webhook, then sends it on where that was asked for; `forwarded` is the status of the answer. */
export async function takeWebhook(
  { connector, ports }: Connected,
  { body, signature, forwardTo }: ReceivedWebhook,
): Promise<{ readonly known: boolean; readonly forwarded: number | undefined }> {
  const { known } = await connector.receiveWebhook(body, signature, "stripe");
  if (forwardTo === undefined) return { known, forwarded: undefined };
  return { known, forwarded: await forwardWebhook(ports.transport, forwardTo, body, signature) };
}
