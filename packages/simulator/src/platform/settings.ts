import type { SimulatedClock } from "../clock.ts";
import type { Faults } from "../faults.ts";

/** What the platform refuses above; every one can be set low, so that a test reaches it. */
export interface PlatformLimits {
  /** Bytes of a file sent in one PUT: 256 MB. */
  readonly smallFileBytes: number;
  /** Bytes of one part of a large file (512,000,000). */
  readonly filePartBytes: number;
  readonly filesPerBatch: number;
  readonly bytesPerBatch: number;
  /** Bytes of a batch into a relational dataset (100 GB). */
  readonly bytesPerChangeBatch: number;
  readonly batchesPerMinute: number;
  readonly fieldsPerRow: number;
  readonly descriptorsPerSandbox: number;
  /** Bytes of one streaming request (1 MB). */
  readonly streamingRequestBytes: number;
  readonly streamingRequestsPerSecond: number;
  readonly streamingMessagesPerSecond: number;
  readonly syncValidationsPerMinute: number;
  /** Bytes above which Profile drops an event (10 KB) or a record (100 KB); the lake keeps both. */
  readonly profileEventBytes: number;
  readonly profileRecordBytes: number;
}

const defaultLimits: PlatformLimits = {
  smallFileBytes: 256 * 1024 * 1024,
  filePartBytes: 512_000_000,
  filesPerBatch: 25_000,
  bytesPerBatch: 1_099_511_627_776,
  bytesPerChangeBatch: 107_374_182_400,
  batchesPerMinute: 2000,
  fieldsPerRow: 10_000,
  descriptorsPerSandbox: 4000,
  streamingRequestBytes: 1_048_576,
  streamingRequestsPerSecond: 1000,
  streamingMessagesPerSecond: 10_000,
  syncValidationsPerMinute: 60,
  profileEventBytes: 10_240,
  profileRecordBytes: 102_400,
};

/** How long the platform takes, in milliseconds of its clock. */
export interface PlatformDelays {
  /** From COMPLETE of a batch to its end. */
  readonly ingestion: number;
  /** From a streamed message to its place in the lake. */
  readonly streaming: number;
  /** From POST of a query to its end. */
  readonly query: number;
  /** From REVERT to `deleted`. */
  readonly deletion: number;
  /** An upload that is never completed is abandoned after this. */
  readonly abandonment: number;
}

const defaultDelays: PlatformDelays = {
  ingestion: 0,
  streaming: 0,
  query: 0,
  deletion: 0,
  abandonment: 24 * 3_600_000,
};

export interface SandboxSettings {
  readonly name: string;
  readonly type: "production" | "development";
}

export interface PlatformOptions {
  readonly clock: SimulatedClock;
  readonly seed: number;
  /** Ends in `@AdobeOrg`. */
  readonly imsOrg?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** An access token that is valid from the start. */
  readonly token?: string;
  /** Without the underscore: `acme`. */
  readonly tenantId?: string;
  readonly sandboxes?: readonly SandboxSettings[];
  /** Where datasets lie as files of one JSON row on each line; absent: in memory. */
  readonly dataFolder?: string;
  /** A file that remembers schemas, datasets and batches when the process ends; absent: all is forgotten. Needs `dataFolder`. */
  readonly stateFile?: string;
  /** What the caller has been granted, in Adobe's words; absent: everything. */
  readonly permissions?: readonly string[];
  readonly limits?: Partial<PlatformLimits>;
  readonly delays?: Partial<PlatformDelays>;
  /** What goes wrong and when; absent: nothing does. */
  readonly faults?: Faults;
  /** Whether this sandbox may have relational schemas: an entitlement. Default: yes. */
  readonly relational?: boolean;
}

export interface PlatformSettings {
  readonly clock: SimulatedClock;
  readonly seed: number;
  readonly imsOrg: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly token: string;
  readonly tenantId: string;
  readonly sandboxes: readonly SandboxSettings[];
  readonly dataFolder: string | undefined;
  readonly limits: PlatformLimits;
  readonly delays: PlatformDelays;
  readonly relational: boolean;
}

export function settingsOf(options: PlatformOptions): PlatformSettings {
  return {
    clock: options.clock,
    seed: options.seed,
    imsOrg: options.imsOrg ?? "FAKE0ORG0FAKE0ORG0FAKE00@AdobeOrg",
    clientId: options.clientId ?? "fake-client-id",
    clientSecret: options.clientSecret ?? "fake-client-secret",
    token: options.token ?? "fake-access-token",
    tenantId: options.tenantId ?? "acme",
    sandboxes: options.sandboxes ?? [{ name: "prod", type: "production" }],
    dataFolder: options.dataFolder,
    limits: { ...defaultLimits, ...options.limits },
    delays: { ...defaultDelays, ...options.delays },
    relational: options.relational ?? true,
  };
}
