import type { NodePorts } from "@stripe-aep/core/node";

export interface Span {
  readonly name: string;
  readonly seconds: number;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Tracing {
  span(span: Span): void;
  /** Sends what is left. */
  flush(): Promise<void>;
}

/** Spans sent together; beyond, the oldest are dropped: traces never slow the service down. */
const BATCH = 200;
const MOST = 2000;

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

  constructor(url: string, ports: NodePorts) {
    this.#url = url;
    this.#ports = ports;
  }

  span({ name, seconds, attributes }: Span): void {
    const end = this.#ports.clock.now();
    const hex = (bytes: number): string => Buffer.from(this.#ports.random.bytes(bytes)).toString("hex");
    this.#spans.push({
      traceId: hex(16),
      spanId: hex(8),
      name,
      kind: 2,
      startTimeUnixNano: nanoseconds(end - seconds * 1000),
      endTimeUnixNano: nanoseconds(end),
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
    });
    if (this.#spans.length > MOST) this.#spans.splice(0, this.#spans.length - MOST);
    if (this.#spans.length >= BATCH) void this.flush();
  }

  flush(): Promise<void> {
    const spans = this.#spans;
    this.#spans = [];
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

function nanoseconds(milliseconds: number): string {
  return `${BigInt(Math.round(milliseconds * 1000)) * 1000n}`;
}
