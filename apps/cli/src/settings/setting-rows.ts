import { promotedColumn, resourceNames } from "@stripe-aep/core";

import { boolean, choice, list, map, number, reference, text, type SettingType } from "./setting-type.ts";

/** One setting of a profile. The page of settings, the JSON Schema for editors, the checks and the environment come from these rows. */
export interface SettingRow {
  /** Dotted path in a profile: `stripe.key`. */
  readonly path: string;
  readonly type: SettingType;
  readonly description: string;
  /** What holds when nobody says anything; absent with `required` unset: nothing. */
  readonly byDefault?: unknown;
  readonly required?: boolean;
}

const address = text(
  "an address that begins with https:// (http:// only on this machine)",
  "https://api.stripe.com",
  /^(?:https:\/\/\S+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\S*)$/,
);
const resource = choice(...resourceNames);
const kinds = choice("object", "event", "relational");
const count = (words: string): SettingType => number(words, { from: 0, whole: true });

export const settingRows: readonly SettingRow[] = [
  {
    path: "production",
    type: boolean,
    byDefault: false,
    description:
      "Whether this profile is production: destructive acts then ask for its typed name, and a simulated account is refused.",
  },
  {
    path: "allowMixedModes",
    type: boolean,
    byDefault: false,
    description:
      "Lets a live key write into a development sandbox, or a test key into production. Normally refused: test money in real reports cannot be taken out again.",
  },
  {
    path: "stripe.key",
    type: reference,
    byDefault: "env:STRIPE_API_KEY",
    description:
      "Where Stripe's API key stands. A restricted key (`rk_…`) with read permissions is enough; `doctor stripe` lists them.",
  },
  {
    path: "stripe.account",
    type: text("a connected account's id", "acct_1MrOMkJhs81pa", /^acct_\w+$/),
    description: "The connected account to read, when the key belongs to a platform.",
  },
  {
    path: "stripe.apiVersion",
    type: choice("2025-02-24.acacia", "2026-10-28.endive"),
    byDefault: "2025-02-24.acacia",
    description: "`Stripe-Version` of every call; the schemas are generated for it.",
  },
  {
    path: "stripe.baseUrl",
    type: address,
    byDefault: "https://api.stripe.com",
    description: "Stripe's address; another one only for a simulated account.",
  },
  {
    path: "stripe.share",
    type: number("a number above 0 and at most 1", { above: 0, to: 1 }),
    byDefault: 0.8,
    description:
      "The part of Stripe's rate limits that the connector may take; the rest stays with the shop's own checkout.",
  },
  {
    path: "stripe.readBudget",
    type: count("a whole number of reads"),
    description: "Reads of Stripe's API in 30 days after which runs wait; absent: counted and shown, not enforced.",
  },
  {
    path: "stripe.since",
    type: text("a date", "2024-01-01", /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+Z)?$/),
    description: "Objects created before this date (UTC) are left out.",
  },
  {
    path: "stripe.webhookUrl",
    type: address,
    description: "Where Stripe sends events; `apply` registers it. Absent: events are polled.",
  },
  {
    path: "stripe.webhookSecrets",
    type: list(reference),
    byDefault: [],
    description: "Where the webhook endpoint's signing secrets stand; two while one is being rotated.",
  },
  {
    path: "simulator.controlUrl",
    type: address,
    description: "Where a simulated account is controlled, as `npm run simulator` prints it; `trigger` needs it.",
  },
  {
    path: "aep.imsOrg",
    type: text("an organisation id that ends in @AdobeOrg", "0123456789ABCDEF01234567@AdobeOrg", /^\S+@AdobeOrg$/),
    required: true,
    description: "The IMS organisation, from Adobe's Developer Console.",
  },
  {
    path: "aep.sandbox",
    type: text("a sandbox's name in lower case", "dev", /^[a-z0-9-]+$/),
    required: true,
    description: "The sandbox that everything is made in.",
  },
  {
    path: "aep.clientId",
    type: text("a client id", "0123456789abcdef0123456789abcdef"),
    required: true,
    description: "Client id of the OAuth server-to-server credential.",
  },
  {
    path: "aep.clientSecret",
    type: reference,
    byDefault: "env:AEP_CLIENT_SECRET",
    description: "Where the client secret of that credential stands.",
  },
  {
    path: "aep.platformUrl",
    type: address,
    byDefault: "https://platform.adobe.io",
    description: "Experience Platform's address; another one only for a simulated platform.",
  },
  {
    path: "aep.imsUrl",
    type: address,
    byDefault: "https://ims-na1.adobelogin.com",
    description: "Adobe's identity service.",
  },
  {
    path: "aep.region",
    type: choice("VA7", "NLD2", "AUS5", "CAN2"),
    byDefault: "VA7",
    description:
      "The region of the organisation; decides which of Adobe's addresses a Stripe key with an IP restriction must let in.",
  },
  {
    path: "runner",
    type: choice("self", "adobe"),
    byDefault: "self",
    description:
      "Who moves the data: `self` is this engine, `adobe` is Adobe's hosted Stripe source, whose dataflows `apply` then creates.",
  },
  {
    path: "datasets",
    type: map(resource, list(kinds)),
    byDefault: {
      charges: ["object", "event"],
      subscriptions: ["object", "event"],
      refunds: ["object", "event"],
      balance_transactions: ["object"],
      customers: ["object"],
      prices: ["object"],
    },
    description: "Which kinds of dataset each resource feeds; a resource that is absent is not moved.",
  },
  {
    path: "profileDatasets",
    type: list(text("resource.dataset", "charges.event", /^[a-z_]+\.(?:object|event|relational)$/)),
    byDefault: [],
    description: "Datasets that join Real-Time Customer Profile. Never undone; each counts against 90 batches a day.",
  },
  {
    path: "titlePrefix",
    type: text("a text", "Acme "),
    description: "Put before every schema's title and dataset's name, when another team took ours.",
  },
  {
    path: "policy.preset",
    type: choice("minimal", "marketing", "full"),
    byDefault: "minimal",
    description:
      "What is sent: `minimal` has ids, money and methods; `marketing` adds e-mail and country; `full` all fields.",
  },
  {
    path: "policy.fields",
    type: map(text("a Stripe path", "billing_details.email"), choice("keep", "drop", "hash")),
    byDefault: {},
    description:
      "Single fields that differ from the preset, by their Stripe path (`charges.billing_details.email`); one that is no field is refused.",
  },
  {
    path: "policy.promotedKeys",
    type: map(
      choice("charges", "customers", "prices", "refunds", "subscriptions"),
      map(
        text("a metadata key", "Order #"),
        text(
          "a column, with its type when it is no text (`:long`, `:double`, `:boolean`, `:date-time`) or with `:hash`",
          "order_number",
          promotedColumn,
        ),
      ),
    ),
    byDefault: {},
    description:
      'Metadata keys that have a column of their own in the object dataset, `_{TENANT}.stripe_metadata.<column>`, whatever the preset makes of metadata: `charges: { "Order #": order_number, weight: grams:long }`. Objects that were sent before get it when they change, or by `backfill`.',
  },
  {
    path: "schedule.frequency",
    type: choice("once", "minute", "hour", "day", "week"),
    byDefault: "minute",
    description: "How often a flow runs, in the Flow Service's words.",
  },
  {
    path: "schedule.interval",
    type: number("a whole number from 1", { from: 1, whole: true }),
    byDefault: 30,
    description: "Every how many of `frequency`; at least 15 for minutes.",
  },
  {
    path: "schedule.backfill",
    type: boolean,
    byDefault: true,
    description: "Whether the first run takes the history too.",
  },
  {
    path: "schedule.startTime",
    type: count("a time in unix seconds"),
    description: "When the first run is due; absent: as soon as it is applied.",
  },
  {
    path: "volume.objects",
    type: count("a whole number of objects"),
    description: "About how many objects the account holds; `plan` estimates reads from it.",
  },
  {
    path: "volume.transactionsPerMonth",
    type: count("a whole number of payments"),
    description: "About how many payments there are in 30 days; Stripe's read allowance grows with them.",
  },
  {
    path: "delivery.format",
    type: choice("json", "parquet"),
    byDefault: "json",
    description: "The format of the files that are sent.",
  },
  {
    path: "delivery.webhooks",
    type: choice("streaming", "batch"),
    description:
      "How what webhooks announce goes: `streaming` has it in the datasets within seconds, through streaming connections that `apply` makes; `batch` as everything else goes. Absent: `streaming` where stripe.webhookUrl or stripe.webhookSecrets is set.",
  },
  {
    path: "delivery.batchRows",
    type: number("a whole number from 1", { from: 1, whole: true }),
    description: "Rows after which a batch is sealed.",
  },
  {
    path: "delivery.batchSeconds",
    type: number("a number of seconds above 0", { above: 0 }),
    description: "Age after which a batch is sealed.",
  },
  {
    path: "schemas",
    type: text("a folder", "./schemas"),
    description: "Folder of generated schemas with a `manifest.json`; absent: the ones that stripe-aep brings.",
  },
  {
    path: "state.folder",
    type: text("a folder", "/var/lib/stripe-aep"),
    description: "Where checkpoints, ledger and quarantine are kept; absent: `$XDG_STATE_HOME/stripe-aep/<profile>`.",
  },
  {
    path: "state.database",
    type: reference,
    description: "Where the connection string of a shared PostgreSQL stands; absent: SQLite in the state folder.",
  },
  {
    path: "state.encryptionKey",
    type: reference,
    description: "Where the key (32 bytes in base64) stands that encrypts rotating credentials in the store.",
  },
];

/** `stripe.apiVersion` → `STRIPE_AEP_STRIPE_API_VERSION` */
export function environmentName(path: string): string {
  return `STRIPE_AEP_${path
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_")
    .replaceAll(".", "_")
    .toUpperCase()}`;
}

export function settingRow(path: string): SettingRow | undefined {
  return settingRows.find((row) => row.path === path);
}
