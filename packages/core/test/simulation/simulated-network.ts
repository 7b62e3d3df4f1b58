import { createHash } from "node:crypto";
import type { Handle, RandomStream, SimulatedResponse, VirtualClock } from "@stripe-aep/simulator";
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from "../../src/ports/ports.ts";
import type { SimulatedProcess } from "./simulated-process.ts";

export const stripeUrl = "https://stripe.simulated";
export const platformUrl = "https://platform.simulated";
/** Where the platform says that its inlets are. */
const inletsUrl = "https://dcs.adobedc.net";

/** The way between the connector and the two systems, and what goes wrong on it. */
export class SimulatedNetwork {
  readonly #clock: VirtualClock;
  readonly #random: RandomStream;
  readonly #handles: Readonly<Record<string, Handle>>;
  readonly #pageSize: number;
  readonly #trace = createHash("sha256");
  requests = 0;
  /** `_id`s that were streamed in a request whose answer did not come whole: they may be there once more than it seems. */
  readonly streamedInDoubt = new Set<string>();
  /** `_id`s of which the platform has refused a copy, at once or later; another one may be there all the same. */
  readonly refused = new Set<string>();

  constructor(parts: {
    readonly clock: VirtualClock;
    readonly random: RandomStream;
    readonly stripe: Handle;
    readonly platform: Handle;
    /** Objects in a page: small, so that small accounts have many pages. */
    readonly pageSize: number;
  }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#handles = { [stripeUrl]: parts.stripe, [platformUrl]: parts.platform, [inletsUrl]: parts.platform };
    this.#pageSize = parts.pageSize;
  }

  /** One number for everything that was sent, when, and what came back. */
  digest(): string {
    return this.#trace.copy().digest("hex");
  }

  transportOf(process: SimulatedProcess): Transport {
    return { send: (request) => this.#send(process, request) };
  }

  async #send(process: SimulatedProcess, request: TransportRequest): Promise<TransportResponse> {
    await process.enter();
    if (request.method !== "GET") process.passDurableOperation();
    await this.#travel(request);
    const response = await this.#carryOut(process, request);
    const streamed = this.#doubt(request, response);
    if (request.url.includes("row_errors")) for (const id of rowIdsOf(response)) this.refused.add(id);
    if (request.method !== "GET") process.passDurableOperation();
    await process.enter();
    await this.#travel(request);
    const answer = await this.#deliver(request, response);
    await process.enter();
    for (const id of streamed) this.streamedInDoubt.delete(id);
    return answer;
  }

  /** A process that dies now has sent its request already: it is carried out all the same. */
  async #carryOut(process: SimulatedProcess, request: TransportRequest): Promise<SimulatedResponse> {
    const origin = new URL(request.url).origin;
    const handle = this.#handles[origin];
    if (handle === undefined) throw new TransportError("connect", `no such host: ${origin}`);
    if (!process.alive && this.#random.chance(0.5)) await process.enter();
    const target = request.url.slice(origin.length).replace(/\blimit=100\b/, `limit=${this.#pageSize}`);
    const body = request.body ?? new Uint8Array();
    const response = await handle({ method: request.method, target, headers: request.headers, body });
    this.requests += 1;
    this.#trace.update(`${this.#clock.now()} ${request.method} ${target} ${response.status} ${response.body.length}\n`);
    this.#trace.update(body);
    return response;
  }

  /** Returns what a whole answer takes out of doubt again; one whose JSON is broken says nothing. */
  #doubt({ url, body }: TransportRequest, response: SimulatedResponse): readonly string[] {
    if (!url.startsWith(inletsUrl)) return [];
    const ids = streamedIds(body);
    const outcomes = readOutcomes(response);
    for (const [index, id] of ids.entries()) if (outcomes?.[index] === "refused") this.refused.add(id);
    const fresh = ids.filter((id) => !this.streamedInDoubt.has(id));
    for (const id of ids) this.streamedInDoubt.add(id);
    return outcomes === undefined ? [] : fresh;
  }

  async #travel(request: TransportRequest): Promise<void> {
    await this.#sleep(5 + this.#random.integer(150), request.signal);
  }

  async #deliver(request: TransportRequest, response: SimulatedResponse): Promise<TransportResponse> {
    const { wire, ...answer } = response;
    if (wire === undefined) return answer;
    if (wire.kind === "lost-answer" || wire.kind === "reset")
      throw new TransportError("reset", "the connection was reset");
    if (wire.kind === "truncated") throw new TransportError("truncated", "the body ended early");
    const took = wire.kind === "delay" ? wire.milliseconds : (response.body.length / wire.bytesPerSecond) * 1000;
    await this.#sleep(Math.min(took, request.timeoutMilliseconds), request.signal);
    if (took >= request.timeoutMilliseconds) throw new TransportError("timeout", "no whole answer in time");
    return answer;
  }

  async #sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    try {
      await this.#clock.sleep(milliseconds, signal);
    } catch (error) {
      throw new TransportError("aborted", "the caller gave up", { cause: error });
    }
  }
}

interface Message {
  readonly body: { readonly xdmEntity: { readonly _id: string } };
}

function streamedIds(body: Uint8Array | undefined): readonly string[] {
  const sent = JSON.parse(Buffer.from(body ?? "{}").toString()) as Message | { readonly messages: readonly Message[] };
  const messages = "messages" in sent ? sent.messages : [sent];
  return messages.map((message) => message.body.xdmEntity._id);
}

/** Of rows that stand in a file of errors. */
function rowIdsOf({ body }: SimulatedResponse): readonly string[] {
  return [
    ...Buffer.from(body)
      .toString()
      .matchAll(/^\{"_id":"([^"]+)"/gm),
  ].map(([, id]) => id ?? "");
}

/** What became of each message; undefined when the answer does not say. */
function readOutcomes({ status, body }: SimulatedResponse): readonly ("accepted" | "refused")[] | undefined {
  if (status >= 300) return undefined;
  try {
    const answer = JSON.parse(Buffer.from(body).toString()) as {
      readonly responses?: readonly { xactionId?: string }[];
    };
    return (answer.responses ?? [{ xactionId: "" }]).map((one) =>
      one.xactionId === undefined ? "refused" : "accepted",
    );
  } catch {
    return undefined;
  }
}
