import { ConnectorError, InternalError, LockedError, RetryLaterError } from "../errors.ts";
import { patientRetryPolicy, retryDelay } from "../http/retry-policy.ts";
import { splitLines } from "../platform/split-lines.ts";
import type { RejectedRow } from "./await-verdict.ts";
import type { SettledBatch } from "./deliver-batches.ts";
import type { FeedRun } from "./feed-run.ts";
import { prepareNextAttempt } from "./next-attempt.ts";
import type { SealedBatch } from "./seal-batches.ts";
import { isSpooledHere, readSpooled } from "./spool.ts";
import { sealStreamAgain } from "./seal-stream-again.ts";
import type { StreamAnswer } from "./streaming-service.ts";
import { assertStillOurs } from "./under-lease.ts";
import type { RowInFlight } from "./version-book.ts";

/** How much of the rows of webhooks is put into one stream, and how long (milliseconds) the first waits for others. */
export const streamSizes = { batchRows: 200, batchBytes: 512 * 1024, fileBytes: 512 * 1024, batchAge: 500 } as const;

/**
 * Sends a sealed batch as messages. Streaming knows no `externalId`, so nobody can ask whether a stream without an answer
 * has arrived: it is sent again, with the same `_id`s and versions, which make one row of however many copies. What the
 * platform refuses as a whole, such as an inlet that is gone, goes by batch instead.
 */
export async function streamBatch(
  run: FeedRun,
  sealed: SealedBatch,
  deliverBatch: (run: FeedRun, batch: SealedBatch) => Promise<SettledBatch>,
): Promise<SettledBatch> {
  if (sealed.found && !run.decisions.repeatsStreams()) return settled(sealed, sealed.rows, []);
  const batch =
    !sealed.found || (await isSpooledHere(run, sealed.record)) ? sealed : await sealStreamAgain(run, sealed);
  if (batch === undefined) return { ...settled(sealed, [], []), abandoned: true };
  const stream = new Stream(run, batch, await linesOf(run, batch));
  try {
    await stream.send();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    run.ports.log.write("warn", "stream-refused", { externalId: batch.record.external_id, error });
    const byBatch = await prepareNextAttempt(run, batch, stream.refusedAs(error), "json");
    if (byBatch === undefined) return { ...settled(batch, stream.accepted, stream.rejected), abandoned: true };
    const { batch: last, accepted, rejected, abandoned } = await deliverBatch(run, byBatch);
    const all = settled(last, [...stream.accepted, ...accepted], [...stream.rejected, ...rejected]);
    return { ...all, abandoned };
  }
  run.ports.log.write(stream.rejected.length > 0 ? "warn" : "info", "stream-settled", {
    externalId: batch.record.external_id,
    accepted: stream.accepted.length,
    rejected: stream.rejected.length,
  });
  return settled(batch, stream.accepted, stream.rejected);
}

class Stream {
  readonly #run: FeedRun;
  readonly #batch: SealedBatch;
  readonly #lines: ReadonlyMap<RowInFlight, Uint8Array>;
  #open: readonly RowInFlight[];
  readonly accepted: RowInFlight[] = [];
  readonly rejected: RejectedRow[] = [];

  constructor(run: FeedRun, batch: SealedBatch, lines: ReadonlyMap<RowInFlight, Uint8Array>) {
    this.#run = run;
    this.#batch = batch;
    this.#lines = lines;
    this.#open = batch.rows;
  }

  async send(): Promise<void> {
    const { decisions, ports, signal } = this.#run;
    for (let attempt = 1; this.#open.length > 0; attempt += 1) {
      if (attempt > patientRetryPolicy.attempts) throw unanswered(this.#batch, this.#open.length);
      if (attempt > 1) await ports.clock.sleep(retryDelay(patientRetryPolicy, attempt - 1, ports.random), signal);
      await assertStillOurs(this.#run);
      try {
        this.#note(await this.#post());
      } catch (error) {
        if (!decisions.trustsSilence() || !(error instanceof RetryLaterError)) throw error;
        this.#note(this.#open.map(() => ({ kind: "accepted" })));
      }
    }
  }

  /** What a refusal of the whole leaves open, in the terms of a batch that has failed. */
  refusedAs(error: ConnectorError): Parameters<typeof prepareNextAttempt>[2] {
    return {
      accepted: this.accepted,
      rejected: this.rejected,
      undecided: this.#open,
      batch: {
        batchId: this.#batch.record.external_id,
        phase: "failed",
        status: "refused",
        recordCount: undefined,
        failedRecordCount: 0,
        errors: [{ code: error.code, description: error.message }],
      },
    };
  }

  #post(): Promise<readonly StreamAnswer[]> {
    const lines = this.#open.map((row) => this.#lineOf(row));
    return this.#run.streaming.send(this.#batch.record.dataset_id, lines, this.#run.signal);
  }

  #note(answers: readonly StreamAnswer[]): void {
    const open: RowInFlight[] = [];
    for (const [index, row] of this.#open.entries()) {
      const answer = answers[index] ?? { kind: "unanswered" };
      if (answer.kind === "accepted" || !this.#run.decisions.readsStreamAnswers()) this.accepted.push(row);
      else if (answer.kind === "unanswered") open.push(row);
      else this.rejected.push({ row, error: this.#errorOf(row, answer) });
    }
    this.#open = open;
  }

  #errorOf(row: RowInFlight, { path, message }: { readonly path: string; readonly message: string }) {
    return { rowId: row.rowId, path, message, source: Buffer.from(this.#lineOf(row)).toString() };
  }

  #lineOf(row: RowInFlight): Uint8Array {
    const line = this.#lines.get(row);
    if (line !== undefined) return line;
    throw new InternalError({
      code: "SAEP-1901",
      message: "A row of a stream has no line in its files.",
      where: this.#batch.record.external_id,
    });
  }
}

function settled(batch: SealedBatch, accepted: readonly RowInFlight[], rejected: readonly RejectedRow[]): SettledBatch {
  return { kind: "settled", batch, accepted, rejected, abandoned: false };
}

/** Final words of the platform about the stream as a whole: repeating it would not help, another way may. */
function isRefusal(error: unknown): error is ConnectorError {
  if (!(error instanceof ConnectorError)) return false;
  return !(error instanceof RetryLaterError || error instanceof LockedError || error instanceof InternalError);
}

/** Line `n` of the files together is row `n` of the batch. */
async function linesOf(run: FeedRun, batch: SealedBatch): Promise<ReadonlyMap<RowInFlight, Uint8Array>> {
  const lines = new Map<RowInFlight, Uint8Array>();
  for (let part = 0; part < batch.record.files; part += 1) {
    const bytes = (await readSpooled(run, batch.record.spool, part)) ?? new Uint8Array();
    for (const line of splitLines(bytes)) {
      const row = batch.rows[lines.size];
      if (row !== undefined) lines.set(row, line);
    }
  }
  return lines;
}

function unanswered(batch: SealedBatch, rows: number): RetryLaterError {
  return new RetryLaterError({
    code: "SAEP-1409",
    message: `The platform has not answered for ${rows} streamed rows of ${batch.record.resource}.`,
    where: batch.record.external_id,
    next: "Run the sync again: it sends them with the same ids.",
  });
}
