import type { PlatformClient } from "./client.ts";
import { PlatformRefusedError } from "./errors.ts";

/** What one organisation's streaming takes. */
export interface StreamingLimits {
  /** Bytes of one request; 1 MB. */
  readonly requestBytes: number;
  /** Messages of one request: a smaller answer to wait for, and less to repeat. */
  readonly requestMessages: number;
  readonly requestsPerSecond: number;
  readonly messagesPerSecond: number;
}

export const streamingLimits: StreamingLimits = {
  requestBytes: 1_000_000,
  requestMessages: 500,
  requestsPerSecond: 1_000,
  messagesPerSecond: 10_000,
};

/** Where the messages of one dataset go, and what stands in each one's header. */
export interface StreamingTarget {
  /** `https://dcs.adobedc.net/collection/{inlet}`, as the streaming connection names it. */
  readonly inletUrl: string;
  readonly datasetId: string;
  readonly schemaId: string;
  readonly flowId: string;
}

/** What became of one message, in the order they were given. */
export type MessageOutcome =
  | { readonly kind: "accepted"; readonly transactionId: string }
  | { readonly kind: "refused"; readonly status: number; readonly message: string }
  /** The answer does not say, or asks to send it again. */
  | { readonly kind: "unanswered" };

/** One violation that synchronous validation found. */
export interface SchemaViolation {
  /** JSON pointer in the message's entity. */
  readonly pointer: string;
  readonly keyword: string;
  readonly message: string;
}

export type ValidationOutcome =
  | { readonly kind: "valid"; readonly transactionId: string }
  | { readonly kind: "not-valid"; readonly violations: readonly SchemaViolation[] };

/** Adobe's streaming ingestion: rows of an authenticated inlet, accepted at once and validated later. */
export function streamingIngestion(client: PlatformClient, limits: StreamingLimits = streamingLimits) {
  const headers = (target: StreamingTarget) => ({
    "content-type": "application/json",
    "x-adobe-flow-id": target.flowId,
  });
  const pace = new StreamingPace(limits);
  const post = async (
    target: StreamingTarget,
    messages: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly MessageOutcome[]> => {
    const wait = pace.reserve(client.ports.clock.now(), messages.length);
    if (wait > 0) await client.ports.clock.sleep(wait, signal);
    const answer = await client.send({
      method: "POST",
      path: target.inletUrl.replace("/collection/", "/collection/batch/"),
      headers: headers(target),
      body: Buffer.from(`{"messages":[${messages.join(",")}]}`),
      // A message that is sent twice has the same `_id`, so repeating changes nothing.
      safe: true,
      accept: [207, 413],
      signal,
    });
    if (answer.status !== 413) return readOutcomes(answer.json(), messages.length);
    // The platform's limit is lower than the one that it documents.
    if (messages.length === 1) return [tooLong];
    const middle = Math.ceil(messages.length / 2);
    const first = await post(target, messages.slice(0, middle), signal);
    return [...first, ...(await post(target, messages.slice(middle), signal))];
  };
  return {
    /**
     * Sends rows (compact JSON) in as few requests as the limits allow; one outcome for each row. A row that is too long by
     * itself is refused here with 413, as the platform would.
     */
    send: async (
      target: StreamingTarget,
      rows: readonly Uint8Array[],
      signal?: AbortSignal,
    ): Promise<readonly MessageOutcome[]> => {
      const outcomes: MessageOutcome[] = [];
      const messages = rows.map((row) => messageText(client, target, row));
      for (const part of divide(messages, limits)) {
        outcomes.push(...(part.tooLong ? [tooLong] : await post(target, part.messages, signal)));
      }
      return outcomes;
    },

    /** One row with synchronous validation: for development, 60 requests a minute, one region only (501 elsewhere). */
    validate: async (target: StreamingTarget, row: Uint8Array, signal?: AbortSignal): Promise<ValidationOutcome> => {
      const answer = await client.send({
        method: "POST",
        path: target.inletUrl,
        query: { syncValidation: true },
        headers: headers(target),
        body: Buffer.from(messageText(client, target, row)),
        safe: true,
        accept: [400],
        signal,
      });
      const body = answer.json() as {
        readonly xactionId?: string;
        readonly report?: ValidationReport;
        readonly title?: string;
      };
      if (answer.status !== 400) return { kind: "valid", transactionId: body.xactionId ?? "" };
      const violations = leafViolations(body.report?.cause?._streamingValidation ?? []);
      if (violations.length > 0) return { kind: "not-valid", violations };
      throw malformed(target, body.report?.message ?? body.title ?? "no message");
    },
  };
}

interface ValidationReport {
  readonly message?: string;
  readonly cause?: { readonly _streamingValidation?: readonly ReportedViolation[] };
}

interface ReportedViolation {
  readonly pointerToViolation?: string;
  readonly keyword?: string;
  readonly message?: string;
  readonly causingExceptions?: readonly ReportedViolation[];
}

/** The validator nests causes; only the innermost say something of a field. */
function leafViolations(reported: readonly ReportedViolation[]): SchemaViolation[] {
  return reported.flatMap((violation) =>
    violation.causingExceptions === undefined || violation.causingExceptions.length === 0
      ? [
          {
            pointer: violation.pointerToViolation ?? "#",
            keyword: violation.keyword ?? "",
            message: violation.message ?? "",
          },
        ]
      : leafViolations(violation.causingExceptions),
  );
}

/** The envelope around a row whose own JSON is put in as it is. */
function messageText(client: PlatformClient, target: StreamingTarget, row: Uint8Array): string {
  const schemaRef = { id: target.schemaId, contentType: "application/vnd.adobe.xed-full+json;version=1" };
  const header = { schemaRef, imsOrgId: client.imsOrganization, datasetId: target.datasetId, flowId: target.flowId };
  const entity = Buffer.from(row.buffer, row.byteOffset, row.byteLength).toString();
  return `{"header":${JSON.stringify(header)},"body":{"xdmMeta":${JSON.stringify({ schemaRef })},"xdmEntity":${entity}}}`;
}

const tooLong: MessageOutcome = { kind: "refused", status: 413, message: "the message is too long for a request" };

/** Keeps requests and messages of one process within a second's limits by spacing them. */
class StreamingPace {
  readonly #limits: StreamingLimits;
  /** Milliseconds since 1970, fractional. */
  #freeAt = 0;

  constructor(limits: StreamingLimits) {
    this.#limits = limits;
  }

  /** Milliseconds to wait before a request with so many messages. */
  reserve(now: number, messages: number): number {
    const { requestsPerSecond, messagesPerSecond } = this.#limits;
    const wait = Math.max(0, this.#freeAt - now);
    this.#freeAt = now + wait + Math.max(1000 / requestsPerSecond, (1000 * messages) / messagesPerSecond);
    return wait;
  }
}

interface Part {
  readonly messages: readonly string[];
  readonly tooLong: boolean;
}

const envelopeLength = '{"messages":[]}'.length;

/** As many messages to a request as fit, in their order. */
function* divide(messages: readonly string[], limits: StreamingLimits): Generator<Part> {
  let part: string[] = [];
  let length = envelopeLength;
  for (const message of messages) {
    const own = Buffer.byteLength(message) + 1;
    const isTooLong = own + envelopeLength > limits.requestBytes;
    const isFull = length + own > limits.requestBytes || part.length >= limits.requestMessages;
    if (part.length > 0 && (isTooLong || isFull)) {
      yield { messages: part, tooLong: false };
      part = [];
      length = envelopeLength;
    }
    if (isTooLong) {
      yield { messages: [message], tooLong: true };
    } else {
      part.push(message);
      length += own;
    }
  }
  if (part.length > 0) yield { messages: part, tooLong: false };
}

interface BatchAnswer {
  readonly responses?: readonly {
    readonly xactionId?: string;
    readonly statusCode?: number;
    readonly message?: string;
  }[];
}

function readOutcomes(answer: unknown, count: number): readonly MessageOutcome[] {
  const responses = (answer as BatchAnswer | undefined)?.responses ?? [];
  return Array.from({ length: count }, (_, index): MessageOutcome => {
    const { xactionId, statusCode = 500, message = "no message" } = responses[index] ?? {};
    if (xactionId !== undefined) return { kind: "accepted", transactionId: xactionId };
    if (statusCode === 429 || statusCode >= 500) return { kind: "unanswered" };
    return { kind: "refused", status: statusCode, message };
  });
}

function malformed(target: StreamingTarget, message: string): PlatformRefusedError {
  const problem = { status: 400, code: undefined, title: undefined, message, requestId: undefined };
  return new PlatformRefusedError({
    code: "SAEP-1203",
    message: `The inlet refused the message: ${message}`,
    where: `dataset ${target.datasetId}`,
    problem,
  });
}
