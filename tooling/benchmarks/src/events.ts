import { signWebhook } from "@stripe-aep/simulator";
import { type Agent, request } from "node:http";

/** Signed events, no two of one id. */
export class EventSource {
  readonly #objects: readonly string[];
  readonly #secret: string;
  #count = 0;

  /** `objects`: charges as JSON, that the events are about in turn. */
  constructor(objects: readonly string[], secret: string) {
    this.#objects = objects;
    this.#secret = secret;
  }

  next(): SignedEvent {
    this.#count += 1;
    const id = `evt_bench${String(this.#count).padStart(9, "0")}`;
    const created = Math.floor(Date.now() / 1000);
    const object = this.#objects[this.#count % this.#objects.length] ?? "{}";
    const body = Buffer.from(
      `{"id":"${id}","object":"event","type":"charge.updated","created":${created},"livemode":false,"data":{"object":${object}}}`,
    );
    return { id, body, signature: signWebhook(body, created, [this.#secret]) };
  }
}

export interface SignedEvent {
  readonly id: string;
  readonly body: Buffer;
  readonly signature: string;
}

/** Resolves with its 200, rejects with anything else. */
export function sendEvent(url: string, agent: Agent, { body, signature }: SignedEvent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { "stripe-signature": signature, "content-length": body.length };
    const sent = request(url, { method: "POST", agent, headers }, (response) => {
      let said = "";
      response.on("data", (chunk: Buffer) => (said += chunk.toString()));
      response.on("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${response.statusCode ?? 0} ${said}`));
      });
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
