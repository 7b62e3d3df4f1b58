import { TransportError, type Transport } from "@stripe-aep/core";

const FORWARD_TIMEOUT_MILLISECONDS = 10_000;

/**
 * Sends a webhook on as it came: the same bytes, and the signature that was made over them. Gives the status of the answer;
 * undefined when there was none, which stops nothing: the webhook is kept already.
 */
export async function forwardWebhook(
  transport: Transport,
  to: URL,
  body: Uint8Array,
  signature: string | undefined,
): Promise<number | undefined> {
  const headers = {
    "content-type": "application/json; charset=utf-8",
    ...(signature === undefined ? {} : { "stripe-signature": signature }),
  };
  try {
    const request = { method: "POST", url: to.href, headers, body, timeoutMilliseconds: FORWARD_TIMEOUT_MILLISECONDS };
    return (await transport.send(request)).status;
  } catch (error) {
    if (error instanceof TransportError) return undefined;
    throw error;
  }
}
