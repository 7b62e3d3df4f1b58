import type { PlatformClient } from "./client.ts";
import { PlatformRefusedError } from "./errors.ts";
import { flowService } from "./flow-service.ts";

/** A request may be this long. Bytes. */
const largestStreamingRequest = 1_000_000;

const streamingConnectionSpec = "bc7b00d6-623a-4dfc-9fdb-f1240aeadaeb";

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
  | { readonly kind: "refused"; readonly status: number; readonly message: string };

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
export function streamingIngestion(client: PlatformClient) {
  const headers = (target: StreamingTarget) => ({
    "content-type": "application/json",
    "x-adobe-flow-id": target.flowId,
  });
  return {
    /** Makes an authenticated inlet; its URL is known once the connection is read back. */
    createConnection: async (name: string): Promise<{ readonly id: string; readonly inletUrl: string }> => {
      const service = flowService(client);
      const created = await service.create("connections", {
        name,
        connectionSpec: { id: streamingConnectionSpec, version: "1.0" },
        auth: {
          specName: "Streaming Connection",
          params: { dataType: "xdm", authenticationRequired: true, sourceId: name, name },
        },
      });
      const connection = await service.get("connections", created.id);
      const auth = connection?.auth as { readonly params?: { readonly inletUrl?: string } } | undefined;
      return { id: created.id, inletUrl: auth?.params?.inletUrl ?? "" };
    },

    /**
     * Sends rows (compact JSON) in as few requests as the size limit allows; one outcome for each row. A row that is too long
     * by itself is refused here with 413, as the platform would.
     */
    send: async (
      target: StreamingTarget,
      rows: readonly Uint8Array[],
      signal?: AbortSignal,
    ): Promise<readonly MessageOutcome[]> => {
      const outcomes: MessageOutcome[] = [];
      for (const part of divide(rows.map((row) => messageText(client, target, row)))) {
        if (part.tooLong) {
          outcomes.push({
            kind: "refused",
            status: 413,
            message: `the message is longer than ${largestStreamingRequest} bytes`,
          });
          continue;
        }
        const answer = await client.send({
          method: "POST",
          path: target.inletUrl.replace("/collection/", "/collection/batch/"),
          headers: headers(target),
          body: Buffer.from(`{"messages":[${part.messages.join(",")}]}`),
          // A message that is sent twice has the same `_id`, so repeating changes nothing.
          safe: true,
          accept: [207],
          signal,
        });
        outcomes.push(...readOutcomes(answer.json(), part.messages.length));
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

interface Part {
  readonly messages: readonly string[];
  readonly tooLong: boolean;
}

const envelopeLength = '{"messages":[]}'.length;

/** As many messages to a request as fit, in their order. */
function* divide(messages: readonly string[]): Generator<Part> {
  let part: string[] = [];
  let length = envelopeLength;
  for (const message of messages) {
    const own = Buffer.byteLength(message) + 1;
    const tooLong = own + envelopeLength > largestStreamingRequest;
    if (part.length > 0 && (tooLong || length + own > largestStreamingRequest)) {
      yield { messages: part, tooLong: false };
      part = [];
      length = envelopeLength;
    }
    if (tooLong) {
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

function readOutcomes(answer: unknown, count: number): MessageOutcome[] {
  const responses = (answer as BatchAnswer | undefined)?.responses ?? [];
  return Array.from({ length: count }, (_, index) => {
    const response = responses[index];
    if (response?.xactionId !== undefined) return { kind: "accepted", transactionId: response.xactionId };
    return {
      kind: "refused",
      status: response?.statusCode ?? 500,
      message: response?.message ?? "the answer does not name this message",
    };
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
