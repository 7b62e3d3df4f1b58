import type { NodePorts } from "@stripe-aep/core/node";
import type { EventBus } from "./event-bus.ts";

export interface Span {
  readonly name: string;
  readonly seconds: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** `traceparent` of the request that caused it, when it came with one. */
  readonly parent?: string | undefined;
  /** OpenTelemetry's kinds: what somebody asked for, or what happened inside. Default: asked for. */
  readonly kind?: "server" | "internal";
}

export interface Tracing {
  span(span: Span): void;
  /** Sends what is left. */
  flush(): Promise<void>;
}

/** Spans sent together; beyond, the oldest are dropped: traces never slow the service down. */
const BATCH = 200;
const MOST = 2000;
/** Spans wait for others no longer than this, in milliseconds. */
const LONGEST = 5000;
const PARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/;
const kinds = { internal: 1, server: 2 } as const;

const nothing: Tracing = { span: () => undefined, flush: async () => undefined };

/** OpenTelemetry traces over HTTP in JSON, when an endpoint is set. */
export function createTracing(endpoint: string | undefined, ports: NodePorts): Tracing {
  return endpoint === undefined ? nothing : new OtlpTracing(`${endpoint}/v1/traces`, ports);
}

class OtlpTracing implements Tracing {
  readonly #url: string;
  readonly #ports: NodePorts;
  #spans: object[] = [];
  #sending: Promise<void> = Promise.resolve();
  #sentAt: number;

  constructor(url: string, ports: NodePorts) {
    this.#url = url;
    this.#ports = ports;
    this.#sentAt = ports.clock.now();
  }

  span({ name, seconds, attributes, parent, kind = "server" }: Span): void {
    const end = this.#ports.clock.now();
    const hex = (bytes: number): string => Buffer.from(this.#ports.random.bytes(bytes)).toString("hex");
    const [, traceId = hex(16), parentSpanId] = PARENT.exec(parent ?? "") ?? [];
    this.#spans.push({
      traceId,
      spanId: hex(8),
      ...(parentSpanId === undefined ? {} : { parentSpanId }),
      name,
      kind: kinds[kind],
      startTimeUnixNano: nanoseconds(end - seconds * 1000),
      endTimeUnixNano: nanoseconds(end),
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
    });
    if (this.#spans.length > MOST) this.#spans.splice(0, this.#spans.length - MOST);
    if (this.#spans.length >= BATCH || end - this.#sentAt >= LONGEST) void this.flush();
  }

  flush(): Promise<void> {
    const spans = this.#spans;
    this.#spans = [];
    this.#sentAt = this.#ports.clock.now();
    if (spans.length > 0) this.#sending = this.#sending.then(() => this.#send(spans));
    return this.#sending;
  }

  async #send(spans: readonly object[]): Promise<void> {
    const resource = { attributes: [{ key: "service.name", value: { stringValue: "stripe-aep" } }] };
    const body = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: "stripe-aep" }, spans }] }] };
    try {
      await this.#ports.transport.send({
        method: "POST",
        url: this.#url,
        headers: { "content-type": "application/json" },
        body: Buffer.from(JSON.stringify(body)),
        timeoutMilliseconds: 5000,
      });
    } catch (error) {
      this.#ports.log.write("warn", "traces-lost", { spans: spans.length, error });
    }
  }
}

/** A span for each run that ends in this process; the returned function ends that. */
export function traceRuns(tracing: Tracing, events: EventBus): () => void {
  return events.listen(({ sandbox, event }) => {
    if (event.type !== "run" || event.run.startedAt === null || event.run.endedAt === null) return;
    const { id, flowId, resource, engine, status, startedAt, endedAt } = event.run;
    const attributes = { "run.id": id, "flow.id": flowId, resource, engine, status, sandbox };
    tracing.span({ name: `run ${resource}`, kind: "internal", seconds: (endedAt - startedAt) / 1000, attributes });
  });
}

function nanoseconds(milliseconds: number): string {
  return `${BigInt(Math.round(milliseconds * 1000)) * 1000n}`;
}
