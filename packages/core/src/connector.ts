import type { RunReport, SyncOptions } from "./runs/run-report.ts";

/** The one control interface: the command line, the server and internal apps drive the connector through it. */
export interface Connector {
  /** Moves what is new. Rejects with `LockedError` when another process works on the same account and mode. */
  sync(options?: SyncOptions): Promise<RunReport>;
  /**
   * Verifies the signature over the untouched body and keeps what the event names, durably, before it resolves. The event
   * is a hint: the objects are refetched by the next run. Rejects with `AccessError` when no secret matches.
   */
  receiveWebhook(
    rawBody: Uint8Array,
    signatureHeader: string,
    connection: string,
  ): Promise<{ readonly known: boolean }>;
  close(): Promise<void>;
}
