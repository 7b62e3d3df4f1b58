import { createEventParser, type StreamEvent } from "./event-parser.ts";
import { send } from "./request.ts";

/**
 * Reads server-sent events until aborted or the server ends. `EventSource` cannot carry an Authorization header, and a token
 * in an address ends up in logs.
 */
export async function readEvents(
  path: string,
  signal: AbortSignal,
  take: (event: StreamEvent) => void,
  lastEventId?: string,
): Promise<void> {
  const response = await send(path, {
    signal,
    headers: { accept: "text/event-stream", ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
  });
  if (response.body === null) return;
  const parse = createEventParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    for (const event of parse(value)) take(event);
  }
}
