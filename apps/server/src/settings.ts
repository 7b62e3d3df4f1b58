import { existsSync, readFileSync } from "node:fs";
import { ConfigError, type FieldPolicy, readFieldPolicy, Secret } from "@stripe-aep/core";
import { engineDefaults, type EngineSettings, readSettingsFile } from "./read-settings-file.ts";

/** What the service is told from outside: the environment, read once, here. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  /** Under which address others reach this server; webhooks and diagnostics links use it. */
  readonly publicUrl: string | undefined;
  readonly stateFolder: string;
  readonly databaseUrl: Secret | undefined;
  /** Schema of the PostgreSQL database that holds the tables. */
  readonly databaseSchema: string;
  /** 32 bytes in base64; absent: made at first start and kept in the state folder. */
  readonly encryptionKey: Secret | undefined;
  readonly schemasFolder: string;
  /** Absent: account and platform are simulated on this machine. */
  readonly platform: PlatformSettings | undefined;
  readonly stripeUrl: string;
  readonly stripeApiVersion: string;
  readonly stripeShare: number;
  /** What `x-api-key` must be. */
  readonly apiKey: string;
  /** A token with every scope that exists from the start. */
  readonly adminToken: Secret | undefined;
  readonly jwks: JwksSettings | undefined;
  readonly requestsPerMinute: number;
  /** After this many seconds without a sign, a run's server is taken for dead. */
  readonly claimSeconds: number;
  /** The same for a feed: what one account and mode is read by. */
  readonly leaseSeconds: number;
  /** Reads of one Stripe account in 30 days; absent: counted, not limited. */
  readonly readBudget: number | undefined;
  readonly allowPrivateUrls: boolean;
  readonly consoleFolder: string | undefined;
  readonly traceEndpoint: string | undefined;
  readonly logLevel: "debug" | "info" | "warn" | "error";
  /** What of an object is sent, by every generated flow. */
  readonly policy: FieldPolicy;
  /** What generated flows move, and how. */
  readonly engine: EngineSettings;
  readonly simulatedObjects: number;
  readonly simulatedSeed: number;
}

export interface PlatformSettings {
  readonly baseUrl: string;
  readonly imsUrl: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  readonly imsOrganization: string;
  readonly sandbox: string;
}

export interface JwksSettings {
  readonly url: string;
  readonly issuer: string;
  readonly audience: string;
  /** The claim that names the organisation. */
  readonly organizationClaim: string;
}

interface Variable {
  readonly name: string;
  readonly description: string;
  readonly fallback?: string;
  /** `NAME_FILE` may name a file that holds the value. */
  readonly secret?: boolean;
}

/** Every variable that is read; the README's table is made from it. */
export const variables: readonly Variable[] = [
  {
    name: "STRIPE_AEP_SETTINGS",
    description: "A `stripe-aep.yaml` as the command line has it (also `--settings`); the environment is stronger",
  },
  { name: "STRIPE_AEP_PROFILE", description: "Which of its profiles; absent: the one that it names" },
  { name: "STRIPE_AEP_HOST", description: "Address to listen on", fallback: "127.0.0.1" },
  { name: "STRIPE_AEP_PORT", description: "Port; 0 takes a free one", fallback: "8787" },
  { name: "STRIPE_AEP_PUBLIC_URL", description: "Under which address others reach this server" },
  {
    name: "STRIPE_AEP_STATE_FOLDER",
    description: "Embedded store, spooled batches, key",
    fallback: ".stripe-aep/server",
  },
  {
    name: "STRIPE_AEP_DATABASE_URL",
    description: "PostgreSQL that several servers share; absent: the embedded store",
    secret: true,
  },
  { name: "STRIPE_AEP_DATABASE_SCHEMA", description: "Schema of the database", fallback: "public" },
  {
    name: "STRIPE_AEP_ENCRYPTION_KEY",
    description: "32 bytes in base64 that credentials are sealed with; needed with PostgreSQL",
    secret: true,
  },
  { name: "STRIPE_AEP_SCHEMAS_FOLDER", description: "Generated schemas; absent: those of this repository" },
  {
    name: "STRIPE_AEP_PLATFORM_URL",
    description: "`https://platform.adobe.io`; absent: everything is simulated on this machine",
  },
  { name: "STRIPE_AEP_IMS_URL", description: "Adobe's identity service", fallback: "https://ims-na1.adobelogin.com" },
  { name: "STRIPE_AEP_CLIENT_ID", description: "OAuth server-to-server credential of the platform" },
  { name: "STRIPE_AEP_CLIENT_SECRET", description: "Its secret", secret: true },
  { name: "STRIPE_AEP_IMS_ORG", description: "`…@AdobeOrg`" },
  { name: "STRIPE_AEP_SANDBOX", description: "Sandbox of the platform", fallback: "prod" },
  { name: "STRIPE_AEP_STRIPE_URL", description: "Stripe's API", fallback: "https://api.stripe.com" },
  {
    name: "STRIPE_AEP_STRIPE_VERSION",
    description: "API version that every call asks for",
    fallback: "2025-02-24.acacia",
  },
  { name: "STRIPE_AEP_STRIPE_SHARE", description: "The part of Stripe's rate limits that is used", fallback: "0.8" },
  { name: "STRIPE_AEP_API_KEY", description: "What `x-api-key` must be", fallback: "stripe-aep" },
  { name: "STRIPE_AEP_ADMIN_TOKEN", description: "A token with every scope, there from the start", secret: true },
  { name: "STRIPE_AEP_JWKS_URL", description: "Keys of an identity provider whose tokens are accepted too" },
  { name: "STRIPE_AEP_JWKS_ISSUER", description: "Their issuer" },
  { name: "STRIPE_AEP_JWKS_AUDIENCE", description: "Their audience" },
  { name: "STRIPE_AEP_JWKS_ORG_CLAIM", description: "Their claim that names the organisation", fallback: "ims_org" },
  { name: "STRIPE_AEP_REQUESTS_PER_MINUTE", description: "What one token may ask", fallback: "6000" },
  {
    name: "STRIPE_AEP_CLAIM_SECONDS",
    description: "After so long without a sign, a run's server is taken for dead",
    fallback: "30",
  },
  {
    name: "STRIPE_AEP_LEASE_SECONDS",
    description: "The same for an account's feed: after so long another server reads it",
    fallback: "60",
  },
  {
    name: "STRIPE_AEP_STRIPE_READ_BUDGET",
    description: "Requests to one Stripe account in 30 days; absent: counted, not limited",
  },
  {
    name: "STRIPE_AEP_POLICY_PRESET",
    description:
      "What generated flows send: `minimal` has ids, money and methods; `marketing` adds e-mail and country; `full` all fields",
    fallback: "minimal",
  },
  {
    name: "STRIPE_AEP_POLICY_FIELDS",
    description: 'Fields that differ from it, as JSON: `{"charges.description": "drop"}`; also `keep` and `hash`',
  },
  {
    name: "STRIPE_AEP_POLICY_PROMOTED_KEYS",
    description:
      'Metadata keys with a column of their own, as JSON: `{"charges": {"Order #": "order_number", "weight": "grams:long"}}`',
  },
  {
    name: "STRIPE_AEP_ALLOW_PRIVATE_URLS",
    description: "`true`: alert URLs may lead to private networks",
    fallback: "false",
  },
  {
    name: "STRIPE_AEP_CONSOLE_FOLDER",
    description: "The built console; absent: that of this repository, if it is built",
  },
  { name: "OTEL_EXPORTER_OTLP_ENDPOINT", description: "Where traces go (OTLP over HTTP, JSON); absent: nowhere" },
  { name: "STRIPE_AEP_LOG_LEVEL", description: "debug, info, warn or error", fallback: "info" },
  { name: "STRIPE_AEP_SIMULATED_OBJECTS", description: "Objects of the simulated account", fallback: "2000" },
  { name: "STRIPE_AEP_SIMULATED_SEED", description: "What the simulated account is drawn from", fallback: "1" },
];

/** Reads the environment; throws `ConfigError` with every problem at once. */
export function readSettings(given: Readonly<Record<string, string | undefined>>): ServerSettings {
  const { STRIPE_AEP_SETTINGS: file, STRIPE_AEP_PROFILE: profile } = given;
  const fromFile = file === undefined || file === "" ? undefined : readSettingsFile(file, profile, given);
  const reader = new Reader({ ...withoutGiven(fromFile?.environment ?? {}, given), ...given });
  const settings: ServerSettings = {
    host: reader.text("STRIPE_AEP_HOST"),
    port: reader.number("STRIPE_AEP_PORT", 0, 65_535),
    publicUrl: reader.url("STRIPE_AEP_PUBLIC_URL"),
    stateFolder: reader.text("STRIPE_AEP_STATE_FOLDER"),
    databaseUrl: reader.secret("STRIPE_AEP_DATABASE_URL"),
    databaseSchema: reader.text("STRIPE_AEP_DATABASE_SCHEMA"),
    encryptionKey: reader.secret("STRIPE_AEP_ENCRYPTION_KEY"),
    schemasFolder: reader.optional("STRIPE_AEP_SCHEMAS_FOLDER") ?? repositoryFolder("schemas"),
    platform: readPlatform(reader),
    stripeUrl: reader.url("STRIPE_AEP_STRIPE_URL") ?? "",
    stripeApiVersion: reader.text("STRIPE_AEP_STRIPE_VERSION"),
    stripeShare: reader.number("STRIPE_AEP_STRIPE_SHARE", 0.01, 1),
    apiKey: reader.text("STRIPE_AEP_API_KEY"),
    adminToken: reader.secret("STRIPE_AEP_ADMIN_TOKEN"),
    jwks: readJwks(reader),
    requestsPerMinute: reader.number("STRIPE_AEP_REQUESTS_PER_MINUTE", 1, 10_000_000),
    claimSeconds: reader.number("STRIPE_AEP_CLAIM_SECONDS", 1, 3600),
    leaseSeconds: reader.number("STRIPE_AEP_LEASE_SECONDS", 1, 3600),
    readBudget: reader.optionalNumber("STRIPE_AEP_STRIPE_READ_BUDGET", 1, 2 ** 31),
    allowPrivateUrls: reader.text("STRIPE_AEP_ALLOW_PRIVATE_URLS") === "true",
    consoleFolder: reader.optional("STRIPE_AEP_CONSOLE_FOLDER") ?? builtConsole(),
    traceEndpoint: reader.url("OTEL_EXPORTER_OTLP_ENDPOINT"),
    logLevel: reader.oneOf("STRIPE_AEP_LOG_LEVEL", ["debug", "info", "warn", "error"] as const, "info"),
    policy: readPolicy(reader),
    engine: fromFile?.engine ?? engineDefaults,
    simulatedObjects: reader.number("STRIPE_AEP_SIMULATED_OBJECTS", 6, 10_000_000),
    simulatedSeed: reader.number("STRIPE_AEP_SIMULATED_SEED", 0, 2 ** 31),
  };
  if (settings.databaseUrl !== undefined && settings.encryptionKey === undefined) {
    reader.problems.push("STRIPE_AEP_ENCRYPTION_KEY is missing: servers that share a database must share a key");
  }
  reader.finish();
  return settings;
}

/** What stands in a `…_FILE` of the environment is stronger than the file's own value, too. */
function withoutGiven(
  fromFile: Readonly<Record<string, string | undefined>>,
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(fromFile).filter(([name]) => given[`${name}_FILE`] === undefined));
}

function readPlatform(reader: Reader): PlatformSettings | undefined {
  const baseUrl = reader.url("STRIPE_AEP_PLATFORM_URL");
  if (baseUrl === undefined) return undefined;
  return {
    baseUrl,
    imsUrl: reader.url("STRIPE_AEP_IMS_URL") ?? "",
    clientId: reader.required("STRIPE_AEP_CLIENT_ID"),
    clientSecret: new Secret(reader.required("STRIPE_AEP_CLIENT_SECRET")),
    imsOrganization: reader.required("STRIPE_AEP_IMS_ORG"),
    sandbox: reader.text("STRIPE_AEP_SANDBOX"),
  };
}

function readJwks(reader: Reader): JwksSettings | undefined {
  const url = reader.url("STRIPE_AEP_JWKS_URL");
  if (url === undefined) return undefined;
  return {
    url,
    issuer: reader.required("STRIPE_AEP_JWKS_ISSUER"),
    audience: reader.required("STRIPE_AEP_JWKS_AUDIENCE"),
    organizationClaim: reader.text("STRIPE_AEP_JWKS_ORG_CLAIM"),
  };
}

const policySettings = {
  preset: "STRIPE_AEP_POLICY_PRESET",
  fields: "STRIPE_AEP_POLICY_FIELDS",
  promotedKeys: "STRIPE_AEP_POLICY_PROMOTED_KEYS",
} as const;

function readPolicy(reader: Reader): FieldPolicy {
  const { policy, problems } = readFieldPolicy({
    preset: reader.optional(policySettings.preset),
    fields: reader.json(policySettings.fields),
    promotedKeys: reader.json(policySettings.promotedKeys),
  });
  for (const { setting, problem } of problems) {
    reader.problems.push(`${policySettings[setting]} (policy.${setting} of a settings file) ${problem}`);
  }
  return policy;
}

/** A folder of this repository; a deployment names its own. */
function repositoryFolder(name: string): string {
  return new URL(`../../../${name}`, import.meta.url).pathname;
}

function builtConsole(): string | undefined {
  const folder = repositoryFolder("apps/console/dist");
  return existsSync(`${folder}/index.html`) ? folder : undefined;
}

class Reader {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly problems: string[] = [];

  constructor(environment: Readonly<Record<string, string | undefined>>) {
    this.#environment = environment;
  }

  optional(name: string): string | undefined {
    const row = variables.find((variable) => variable.name === name);
    const file = row?.secret === true ? this.#environment[`${name}_FILE`] : undefined;
    if (file !== undefined) return this.#readFile(`${name}_FILE`, file);
    const value = this.#environment[name];
    return value === undefined || value === "" ? row?.fallback : value;
  }

  text(name: string): string {
    return this.optional(name) ?? "";
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) this.problems.push(`${name} is missing`);
    return value ?? "";
  }

  secret(name: string): Secret | undefined {
    const value = this.optional(name);
    return value === undefined ? undefined : new Secret(value);
  }

  number(name: string, least: number, most: number): number {
    const value = Number(this.text(name));
    if (!Number.isFinite(value) || value < least || value > most) {
      this.problems.push(`${name} must be a number from ${least} to ${most}`);
    }
    return value;
  }

  optionalNumber(name: string, least: number, most: number): number | undefined {
    return this.optional(name) === undefined ? undefined : this.number(name, least, most);
  }

  /** What is no JSON is given back as it stands, and then refused as what it is not. */
  json(name: string): unknown {
    const value = this.optional(name);
    try {
      return value === undefined ? undefined : (JSON.parse(value) as unknown);
    } catch {
      return value;
    }
  }

  url(name: string): string | undefined {
    const value = this.optional(name);
    if (value === undefined) return undefined;
    const url = URL.parse(value);
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "") {
      this.problems.push(`${name} must be an http or https address without a user`);
    }
    return value.replace(/\/+$/, "");
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = this.text(name);
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.problems.push(`${name} must be one of ${choices.join(", ")}`);
    return found ?? fallback;
  }

  finish(): void {
    if (this.problems.length === 0) return;
    throw new ConfigError({
      code: "SAEP-1801",
      message: `The environment is not valid: ${this.problems.join("; ")}.`,
      next: "Correct the variables; apps/server/README.md lists all of them.",
    });
  }

  #readFile(name: string, file: string): string | undefined {
    try {
      return readFileSync(file, "utf8").trim();
    } catch {
      this.problems.push(`${name} names a file that cannot be read`);
      return undefined;
    }
  }
}
