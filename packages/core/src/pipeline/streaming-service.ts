import { ConfigError, ConnectorError } from "../errors.ts";
import type { PlatformClient } from "../platform/client.ts";
import { flowService } from "../platform/flow-service.ts";
import { streamingIngestion, type StreamingTarget } from "../platform/streaming-ingestion.ts";

/** What the pipeline asks of streaming ingestion. */
export interface StreamingService {
  /** Whether a streaming flow ends at this dataset. */
  reaches(datasetId: string): boolean;
  /** One answer for each row, in their order. A lost answer is repeated; rejects when none is to be had. */
  send(datasetId: string, rows: readonly Uint8Array[], signal: AbortSignal): Promise<readonly StreamAnswer[]>;
}

export type StreamAnswer =
  | { readonly kind: "accepted" }
  /** `path` is empty when the platform does not name a field. */
  | { readonly kind: "refused"; readonly path: string; readonly message: string }
  | { readonly kind: "unanswered" };

/** The way to one dataset: the flow that the inlet's messages for it take. */
export interface StreamFlow {
  readonly flowId: string;
  readonly schemaId: string;
}

/** The streaming connection and the flows behind it, by the ids of their datasets. */
export interface StreamFlows {
  readonly connectionId: string;
  readonly byDataset: ReadonlyMap<string, StreamFlow>;
}

/** Refused rows of one stream that are asked about: the validation answers 60 questions a minute. */
const DIAGNOSES_PER_STREAM = 5;

export function createStreamingService(client: PlatformClient, flows: StreamFlows | undefined): StreamingService {
  const streaming = streamingIngestion(client);
  let inlet: Promise<string> | undefined;
  const targetOf = async (datasetId: string): Promise<StreamingTarget> => {
    const flow = flows?.byDataset.get(datasetId);
    if (flows === undefined || flow === undefined) throw notMade(datasetId);
    inlet ??= readInletUrl(client, flows.connectionId);
    inlet.catch(() => (inlet = undefined));
    return { inletUrl: await inlet, datasetId, ...flow };
  };
  return {
    reaches: (datasetId) => flows?.byDataset.has(datasetId) === true,
    send: async (datasetId, rows, signal) => {
      const target = await targetOf(datasetId);
      const outcomes = await streaming.send(target, rows, signal);
      const answers: StreamAnswer[] = [];
      let diagnoses = 0;
      for (const [index, outcome] of outcomes.entries()) {
        const row = rows[index];
        if (outcome.kind !== "refused") answers.push({ kind: outcome.kind });
        else if (outcome.status === 400 && row !== undefined && diagnoses < DIAGNOSES_PER_STREAM) {
          diagnoses += 1;
          answers.push(await diagnose(target, row, outcome.message, signal));
        } else answers.push({ kind: "refused", path: "", message: `${outcome.status}: ${outcome.message}` });
      }
      return answers;
    },
  };

  /** A batch of messages says that one is not right, synchronous validation of it alone says where; or takes it. */
  async function diagnose(
    target: StreamingTarget,
    row: Uint8Array,
    message: string,
    signal: AbortSignal,
  ): Promise<StreamAnswer> {
    try {
      const verdict = await streaming.validate(target, row, signal);
      if (verdict.kind === "valid") return { kind: "accepted" };
      const [first] = verdict.violations;
      const said = verdict.violations.map((violation) => `${violation.pointer}: ${violation.message}`).join("; ");
      return { kind: "refused", path: pathOf(first?.pointer ?? ""), message: `400: ${said}` };
    } catch (error) {
      signal.throwIfAborted();
      // Only one of Adobe's regions validates at once; elsewhere the first answer is all that is said.
      if (!(error instanceof ConnectorError)) throw error;
      return { kind: "refused", path: "", message: `400: ${message}` };
    }
  }
}

/** `#/_acme/charges_data/amount` -> `_acme.charges_data.amount` */
function pathOf(pointer: string): string {
  return pointer.replace(/^#\/?/, "").replaceAll("/", ".");
}

/** The address of an inlet stands in its connection, once that is made. */
async function readInletUrl(client: PlatformClient, connectionId: string): Promise<string> {
  const connection = await flowService(client).get("connections", connectionId);
  const auth = connection?.auth as { readonly params?: { readonly inletUrl?: string } } | undefined;
  const address = auth?.params?.inletUrl;
  if (address !== undefined) return address;
  throw notMade(connectionId);
}

function notMade(where: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1407",
    message: "The streaming connection has not been made, or is gone.",
    where,
    next: "Run `stripe-aep plan` and `stripe-aep apply`.",
  });
}
