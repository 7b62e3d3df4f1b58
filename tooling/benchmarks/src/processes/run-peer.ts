import { createRequire, syncBuiltinESMExports } from "node:module";
import http from "node:http";
import https from "node:https";
import { answerQuestions } from "./child.ts";
import { type Spending, spentSince, startSpending } from "./spending.ts";

export type PeerName = "@supabase/stripe-sync-engine" | "@stripe/sync-engine";

export interface PeerTask {
  readonly peer: PeerName;
  /** Folder with the peers' node_modules. */
  readonly folder: string;
  readonly databaseUrl: string;
  readonly stripe: { readonly url: string; readonly key: string };
  /** Stripe's OpenAPI description, from which the newer one makes its tables; it would fetch it from GitHub. */
  readonly openApiSpecPath: string;
}

/** What we use of either package. */
interface PeerModule {
  readonly runMigrations: (config: object) => Promise<void>;
  readonly StripeSync: {
    new (config: object): {
      syncCharges(parameters: object): Promise<unknown>;
      syncCustomers(parameters: object): Promise<unknown>;
    };
    create(config: object): Promise<{
      fullSync(
        objects: string[],
        segmented: boolean,
        workers: number,
        rate: number,
        monitor: boolean,
      ): Promise<unknown>;
    }>;
  };
}

/** One full backfill of charges and customers into an empty database; migrations are not counted. */
answerQuestions<PeerTask, Spending>(async (task) => {
  redirectStripe(task.stripe.url);
  // One of them looks for its migrations by `__dirname`, which only its CommonJS build has.
  const peer = createRequire(`${task.folder}/package.json`)(task.peer) as PeerModule;
  const isNewer = task.peer === "@stripe/sync-engine";
  // The newer one takes a version only as a date, and its default is the one that it is tried with.
  const database = { databaseUrl: task.databaseUrl, ...(isNewer ? {} : { stripeApiVersion: "2025-02-24.acacia" }) };
  await peer.runMigrations({ ...database, schema: "stripe", openApiSpecPath: task.openApiSpecPath });
  const config = {
    ...database,
    schema: "stripe",
    stripeSecretKey: task.stripe.key,
    stripeWebhookSecret: "whsec_fakebenchmark",
    stripeAccountId: "acct_benchmark",
    backfillRelatedEntities: false,
    autoExpandLists: false,
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    poolConfig: { connectionString: task.databaseUrl, max: 10 },
  };
  const started = startSpending();
  if (isNewer) {
    const sync = await peer.StripeSync.create(config);
    await sync.fullSync(["charge", "customer"], true, 20, 1_000, false);
  } else {
    const sync = new peer.StripeSync(config);
    await sync.syncCharges({ backfillRelatedEntities: false });
    await sync.syncCustomers({ backfillRelatedEntities: false });
  }
  return spentSince(started);
});

/** The peers know one address, api.stripe.com over TLS: every https request goes to the simulated account instead. */
function redirectStripe(url: string): void {
  const { hostname, port } = new URL(url);
  const agent = new http.Agent({ keepAlive: true });
  const redirected = (options: http.RequestOptions, ...rest: []) => {
    const request = http.request({ ...options, host: hostname, hostname, port, agent, protocol: "http:" }, ...rest);
    // Stripe's SDK waits for TLS before it writes.
    request.once("socket", (socket) => {
      if (socket.connecting) socket.once("connect", () => socket.emit("secureConnect"));
    });
    return request;
  };
  https.request = redirected as unknown as typeof https.request;
  syncBuiltinESMExports();
}
