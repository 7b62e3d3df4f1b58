import type { DeliveryConfig } from "../config.ts";
import type { Ports } from "../ports/ports.ts";
import type { ResourceName } from "../resources.ts";
import type { Lease } from "../state/leases.ts";
import type { Store } from "../state/open-store.ts";
import type { StripeClient } from "../stripe/client.ts";
import type { RowSchemas } from "../xdm/mapping.ts";
import type { DatasetKind, PageMapper } from "../xdm/page-mapper.ts";
import type { Decisions } from "./decisions.ts";
import type { IngestionService } from "./ingestion-service.ts";
import type { ReadingOrder } from "./reading-order.ts";
import type { StreamingService } from "./streaming-service.ts";
import type { VersionBook } from "./version-book.ts";

/** A flow's end: which dataset the rows of one kind go to. */
export interface DatasetTarget {
  readonly dataset: DatasetKind;
  /** Catalog's id. */
  readonly datasetId: string;
}

/** What all stages of one run of one feed share. */
export interface FeedRun {
  readonly runId: string;
  readonly account: string;
  readonly livemode: boolean;
  /** Stripe's API version that every call asks for. */
  readonly apiVersion: string;
  readonly lease: Lease;
  readonly ports: Ports;
  readonly store: Store;
  readonly stripe: StripeClient;
  readonly ingestion: IngestionService;
  readonly streaming: StreamingService;
  /** How the rows of this run's pages go to datasets that can be reached both ways. */
  readonly route: "batch" | "stream";
  readonly mappers: Partial<Readonly<Record<ResourceName, PageMapper>>>;
  /** What the rows of each dataset must be, for formats that carry a schema. */
  readonly rowSchemas: Partial<Readonly<Record<ResourceName, RowSchemas>>>;
  readonly targets: Partial<Readonly<Record<ResourceName, readonly DatasetTarget[]>>>;
  readonly delivery: DeliveryConfig;
  /** Folder of this feed's batches on their way; paths of the `Files` port. */
  readonly spoolFolder: string;
  /** Objects created before this (unix seconds) are read but not moved. */
  readonly since: number | undefined;
  readonly order: ReadingOrder;
  readonly book: VersionBook;
  readonly decisions: Decisions;
  readonly signal: AbortSignal;
  /** Resolves with true once somebody has asked the run to end at its next page. */
  readonly isAskedToStop: () => Promise<boolean>;
  /** Ends everything that this pipeline has under way; called with the failure that ends it. */
  readonly stop: (reason: unknown) => void;
  /** Counts records as they are read, for progress; with `remaining`, how many a listing probably still holds. */
  readonly onRead: (resource: ResourceName, records: number, remaining?: number) => void;
}
