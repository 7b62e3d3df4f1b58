import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import {
  AccessError,
  readFieldPolicy,
  Secret,
  webhookSecretFile,
  type ConnectorConfig,
  type Schedule,
} from "@stripe-aep/core";

import type { Terminal } from "../terminal.ts";
import { stateFolder } from "./load-settings.ts";
import type { Settings } from "./resolve-settings.ts";
import { readSecret } from "./secret-reference.ts";

export interface ConnectorConfigParts {
  readonly settings: Settings;
  readonly terminal: Terminal;
  /** Where the schemas are that stripe-aep brings. */
  readonly builtInSchemas: string;
}

/** The connector's settings with every secret read, and the modes of key and sandbox compared. */
export async function connectorConfig(parts: ConnectorConfigParts): Promise<ConnectorConfig> {
  const reader = new SettingsReader(parts);
  const stripeKey = await reader.secret("stripe.key");
  refuseMixedModes(stripeKey, reader);
  const state = stateFolder(parts.settings, parts.terminal);
  return {
    stripe: {
      baseUrl: reader.text("stripe.baseUrl"),
      apiVersion: reader.text("stripe.apiVersion"),
      credential: { kind: "key", key: stripeKey },
      share: (reader.value("stripe.share") as number | undefined) ?? 0.8,
      ...reader.optional("connectedAccount", "stripe.account"),
      ...reader.optional("readBudget", "stripe.readBudget"),
      ...reader.since(),
      ...(await reader.webhookSecrets(state)),
    },
    platform: {
      baseUrl: reader.text("aep.platformUrl"),
      imsUrl: reader.text("aep.imsUrl"),
      clientId: reader.text("aep.clientId"),
      clientSecret: await reader.secret("aep.clientSecret"),
      apiKey: reader.text("aep.clientId"),
      imsOrganization: reader.text("aep.imsOrg"),
      sandbox: reader.text("aep.sandbox"),
    },
    state: {
      store: await reader.store(state),
      spoolFolder: join(state, "spool"),
      ...(await reader.optionalSecret("encryptionKey", "state.encryptionKey")),
    },
    schemasFolder: reader.schemasFolder(parts.builtInSchemas),
    datasets: (reader.value("datasets") as ConnectorConfig["datasets"] | undefined) ?? {},
    policy: reader.policy(),
    delivery: reader.delivery(),
    provision: reader.provision(),
  };
}

/** Test money in real reports, or real money in a rehearsal, cannot be taken out again. */
function refuseMixedModes(key: Secret, reader: SettingsReader): void {
  const production = (reader.value("production") as boolean | undefined) === true;
  if ((reader.value("allowMixedModes") as boolean | undefined) === true) return;
  const live = key.kind.includes("_live_");
  const test = key.kind.includes("_test_");
  if ((!live || production) && (!test || !production)) return;
  throw new AccessError({
    code: "SAEP-1010",
    message: live
      ? `A live Stripe key stands in profile ${reader.profile}, which is not a production profile.`
      : `A test Stripe key stands in profile ${reader.profile}, which is a production profile.`,
    where: "stripe.key",
    next: "Use the key of the other mode, or correct `production`; `allowMixedModes: true` allows the mix.",
  });
}

class SettingsReader {
  readonly #settings: Settings;
  readonly #terminal: Terminal;

  constructor({ settings, terminal }: ConnectorConfigParts) {
    this.#settings = settings;
    this.#terminal = terminal;
  }

  get profile(): string {
    return this.#settings.profile;
  }

  value(path: string): unknown {
    return this.#settings.values.get(path)?.value;
  }

  text(path: string): string {
    return (this.value(path) as string | undefined) ?? "";
  }

  secret(path: string): Promise<Secret> {
    return readSecret(this.text(path), path, this.#terminal);
  }

  optional(name: string, path: string): object {
    const value = this.value(path);
    return value === undefined ? {} : { [name]: value };
  }

  async optionalSecret(name: string, path: string): Promise<object> {
    return this.value(path) === undefined ? {} : { [name]: await this.secret(path) };
  }

  since(): object {
    const date = this.value("stripe.since") as string | undefined;
    return date === undefined ? {} : { since: Math.floor(Date.parse(date) / 1000) };
  }

  async webhookSecrets(folder: string): Promise<object> {
    const references = (this.value("stripe.webhookSecrets") as readonly string[] | undefined) ?? [];
    if (references.length === 0) return this.ownWebhookSecret(folder);
    const secrets = await Promise.all(
      references.map((reference) => readSecret(reference, "stripe.webhookSecrets", this.#terminal)),
    );
    return { webhookSecrets: { stripe: secrets } };
  }

  /** The signing secret that `apply` kept when it made the endpoint. */
  private async ownWebhookSecret(folder: string): Promise<object> {
    if (this.value("stripe.webhookUrl") === undefined) return {};
    const text = await readFile(join(folder, webhookSecretFile), "utf8").catch(() => "");
    return text.trim() === "" ? {} : { webhookSecrets: { stripe: [new Secret(text.trim())] } };
  }

  async store(folder: string): Promise<ConnectorConfig["state"]["store"]> {
    if (this.value("state.database") === undefined) return { kind: "sqlite", file: join(folder, "state.sqlite") };
    return { kind: "postgres", connectionString: await this.secret("state.database") };
  }

  schemasFolder(builtIn: string): string {
    const named = this.value("schemas") as string | undefined;
    return named === undefined ? builtIn : resolve(this.#terminal.workingFolder, named);
  }

  policy(): ConnectorConfig["policy"] {
    return readFieldPolicy({
      preset: this.value("policy.preset"),
      fields: this.value("policy.fields"),
      promotedKeys: this.value("policy.promotedKeys"),
    }).policy;
  }

  delivery(): NonNullable<ConnectorConfig["delivery"]> {
    const seconds = this.value("delivery.batchSeconds") as number | undefined;
    return {
      format: (this.value("delivery.format") as "json" | "parquet" | undefined) ?? "json",
      webhooks: (this.value("delivery.webhooks") as "streaming" | "batch" | undefined) ?? this.wayOfWebhooks(),
      ...this.optional("batchRows", "delivery.batchRows"),
      ...(seconds === undefined ? {} : { batchAge: seconds * 1000 }),
    };
  }

  /** Whoever has webhooks has them for their speed. */
  private wayOfWebhooks(): "streaming" | "batch" {
    const secrets = (this.value("stripe.webhookSecrets") as readonly string[] | undefined) ?? [];
    return this.value("stripe.webhookUrl") !== undefined || secrets.length > 0 ? "streaming" : "batch";
  }

  provision(): NonNullable<ConnectorConfig["provision"]> {
    const objects = this.value("volume.objects") as number | undefined;
    const transactionsPerMonth = this.value("volume.transactionsPerMonth") as number | undefined;
    const startTime = this.value("schedule.startTime") as number | undefined;
    const schedule: Schedule = {
      frequency: (this.value("schedule.frequency") as Schedule["frequency"] | undefined) ?? "minute",
      interval: (this.value("schedule.interval") as number | undefined) ?? 30,
      backfill: (this.value("schedule.backfill") as boolean | undefined) ?? true,
      ...(startTime === undefined ? {} : { startTime }),
    };
    return {
      runner: (this.value("runner") as "self" | "adobe" | undefined) ?? "self",
      profileDatasets: (this.value("profileDatasets") as readonly string[] | undefined) ?? [],
      schedule,
      ...this.optional("titlePrefix", "titlePrefix"),
      ...this.optional("webhookUrl", "stripe.webhookUrl"),
      ...(objects === undefined && transactionsPerMonth === undefined
        ? {}
        : { volume: { objects: objects ?? 0, transactionsPerMonth: transactionsPerMonth ?? 0 } }),
    };
  }
}
