import { createConnector, type Ports, type ResourceName, Secret, type Transport } from "@stripe-aep/core";
import { AdjustableClock, createPlatform, type Handle, VirtualClock } from "@stripe-aep/simulator";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countingPlatform } from "../accounts/counting-platform.ts";
import { createListedAccount, type Spread } from "../accounts/listed-account.ts";
import { schemasFolder } from "../mappers.ts";
import { seededRandom } from "../seeded-random.ts";
import { answerQuestions } from "./child.ts";
import { memoryFiles } from "./memory-files.ts";

export interface BackfillTask {
  /** Listed in equal parts; each has an endpoint of its own. */
  readonly resources: readonly ResourceName[];
  readonly objects: number;
  readonly spread: Spread;
  /** Median of the latency, in milliseconds. */
  readonly latency: number;
  readonly endpointRate: number;
  readonly accountRate: number;
}

export interface BackfillOutcome {
  /** Virtual, from the first list request sent to the last answer. */
  readonly seconds: number;
  readonly requests: number;
  readonly objects: number;
  readonly lost: number;
  readonly doubled: number;
}

const begins = Date.UTC(2026, 9, 2);
const stripeUrl = "https://stripe.invalid";
const platformUrl = "https://platform.invalid";

/** The real connector under a virtual clock, against an account that only lists and a platform that only counts. */
answerQuestions<BackfillTask, BackfillOutcome>(async (task) => {
  const folder = await mkdtemp(join(tmpdir(), "stripe-aep-backfill-"));
  const clock = new VirtualClock(begins);
  const each = Math.ceil(task.objects / task.resources.length);
  const stripe = createListedAccount({
    objects: Object.fromEntries(task.resources.map((resource) => [resource, each])),
    spread: task.spread,
    templates: Object.fromEntries(task.resources.map((resource) => [resource, [smallestObject(resource)]])),
  });
  const platform = createPlatform({ clock: new AdjustableClock(begins), seed: 9 });
  const counting = countingPlatform(platform.handle);
  const network = new ListingNetwork(clock, task, { [stripeUrl]: stripe.handle, [platformUrl]: counting.handle });
  const random = seededRandom(task.objects);
  const ports: Ports = {
    clock,
    random: {
      next: () => random.next(),
      bytes: (length) => Uint8Array.from({ length }, () => random.below(256)),
    },
    transport: network,
    files: memoryFiles(schemasFolder),
    log: { write: () => undefined },
  };
  const connector = await createConnector(
    {
      stripe: {
        baseUrl: stripeUrl,
        apiVersion: "2025-02-24.acacia",
        credential: { kind: "key", key: new Secret(stripe.key) },
        share: 1,
        requestsPerSecond: { account: task.accountRate, endpoint: task.endpointRate },
      },
      platform: {
        baseUrl: platformUrl,
        imsUrl: platformUrl,
        clientId: platform.clientId,
        clientSecret: new Secret(platform.clientSecret),
        apiKey: platform.apiKey,
        imsOrganization: platform.imsOrg,
        sandbox: platform.sandbox,
      },
      state: { store: { kind: "sqlite", file: join(folder, "state.db") }, spoolFolder: "/spool" },
      schemasFolder,
      datasets: Object.fromEntries(task.resources.map((resource) => [resource, ["object"]])),
      policy: { preset: "minimal" },
    },
    ports,
  );
  try {
    await clock.run(connector.plan().then((plan) => connector.apply(plan)));
    network.forget();
    await clock.run(connector.sync({ mode: "backfill" }));
    const seen = Object.values(counting.objectIds());
    return {
      seconds: (network.lastAnswer - network.firstRequest) / 1000,
      requests: network.lists,
      objects: each * task.resources.length,
      lost: each * task.resources.length - seen.length,
      doubled: seen.filter((times) => times > 1).length,
    };
  } finally {
    await connector.close();
    await rm(folder, { recursive: true, force: true });
  }
});

function smallestObject(resource: ResourceName): string {
  const object = resource.replace(/ies$/, "y").replace(/s$/, "");
  return `{"id": "x", "object": "${object}", "amount": 1,\n "created": 1, "currency": "usd", "livemode": false}`;
}

/** Answers of Stripe take their time, log-normal about the median; the platform's take none. */
class ListingNetwork implements Transport {
  readonly #clock: VirtualClock;
  readonly #latency: number;
  readonly #handles: Readonly<Record<string, Handle>>;
  readonly #random = seededRandom(25);
  lists = 0;
  firstRequest = Number.POSITIVE_INFINITY;
  lastAnswer = 0;

  constructor(clock: VirtualClock, task: BackfillTask, handles: Readonly<Record<string, Handle>>) {
    this.#clock = clock;
    this.#latency = task.latency;
    this.#handles = handles;
  }

  forget(): void {
    this.lists = 0;
    this.firstRequest = Number.POSITIVE_INFINITY;
  }

  async send(request: Parameters<Transport["send"]>[0]) {
    const { origin } = new URL(request.url);
    const handle = this.#handles[origin];
    if (handle === undefined) throw new Error(`nobody is at ${origin}`);
    const isList = /\/v1\/[a-z_]+\?.*limit=100/.test(request.url) && !request.url.includes("/v1/events");
    if (isList) {
      this.lists += 1;
      this.firstRequest = Math.min(this.firstRequest, this.#clock.now());
    }
    if (origin === stripeUrl) await this.#clock.sleep(this.#drawLatency());
    const { method, headers, body = new Uint8Array() } = request;
    const response = await handle({ method, target: request.url.slice(origin.length), headers, body });
    if (isList) this.lastAnswer = this.#clock.now();
    return response;
  }

  /** Box and Muller's normal distribution, a quarter of a decade wide at most. */
  #drawLatency(): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.#random.next())) * Math.cos(2 * Math.PI * this.#random.next());
    return this.#latency * Math.exp(0.25 * normal);
  }
}
