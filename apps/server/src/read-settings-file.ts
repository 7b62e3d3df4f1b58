import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import {
  ConfigError,
  type ConnectorConfig,
  type DatasetKind,
  defaultDatasets,
  type ResourceName,
} from "@stripe-aep/core";
import { parse } from "yaml";

type Environment = Readonly<Record<string, string | undefined>>;
type Tree = Readonly<Record<string, unknown>>;

/** What generated flows move, and how: the part of `stripe-aep.yaml` that no environment variable of the server has. */
export interface EngineSettings {
  readonly datasets: ConnectorConfig["datasets"];
  readonly format: "json" | "parquet";
  /** Unix seconds; older objects are left out. */
  readonly since: number | undefined;
  readonly titlePrefix: string | undefined;
}

export const engineDefaults: EngineSettings = {
  datasets: defaultDatasets,
  format: "json",
  since: undefined,
  titlePrefix: undefined,
};

export interface SettingsFromFile {
  /** As if they stood in the environment, which is stronger. */
  readonly environment: Environment;
  readonly engine: EngineSettings;
}

/** Settings of the command line's file that a server has too, by the variable that is stronger. */
const variables: Readonly<Record<string, string>> = {
  "stripe.apiVersion": "STRIPE_AEP_STRIPE_VERSION",
  "stripe.baseUrl": "STRIPE_AEP_STRIPE_URL",
  "stripe.share": "STRIPE_AEP_STRIPE_SHARE",
  "stripe.readBudget": "STRIPE_AEP_STRIPE_READ_BUDGET",
  "policy.preset": "STRIPE_AEP_POLICY_PRESET",
  "policy.fields": "STRIPE_AEP_POLICY_FIELDS",
  "policy.promotedKeys": "STRIPE_AEP_POLICY_PROMOTED_KEYS",
  "aep.platformUrl": "STRIPE_AEP_PLATFORM_URL",
  "aep.imsUrl": "STRIPE_AEP_IMS_URL",
  "aep.imsOrg": "STRIPE_AEP_IMS_ORG",
  "aep.sandbox": "STRIPE_AEP_SANDBOX",
  "aep.clientId": "STRIPE_AEP_CLIENT_ID",
  "aep.clientSecret": "STRIPE_AEP_CLIENT_SECRET",
  schemas: "STRIPE_AEP_SCHEMAS_FOLDER",
  "state.folder": "STRIPE_AEP_STATE_FOLDER",
  "state.database": "STRIPE_AEP_DATABASE_URL",
  "state.encryptionKey": "STRIPE_AEP_ENCRYPTION_KEY",
};

const secrets: ReadonlySet<string> = new Set(["aep.clientSecret", "state.database", "state.encryptionKey"]);
const paths: ReadonlySet<string> = new Set(["schemas", "state.folder"]);
const PLATFORM = "https://platform.adobe.io";

/**
 * A profile of the `stripe-aep.yaml` that the command line uses. Keys of Stripe accounts are not taken from it: accounts are
 * connected through the API. Throws `ConfigError`.
 */
export function readSettingsFile(
  file: string,
  profile: string | undefined,
  environment: Environment,
): SettingsFromFile {
  const tree = readTree(file);
  const name = profile ?? textAt(tree, "profile") ?? Object.keys(treeAt(tree, "profiles") ?? {})[0] ?? "";
  const chosen = treeAt(treeAt(tree, "profiles") ?? {}, name);
  if (chosen === undefined) throw refused(file, `it has no profile ${name === "" ? "at all" : name}`);
  const given: Record<string, string | undefined> = {};
  for (const [path, variable] of Object.entries(variables)) {
    const value = valueAt(chosen, path);
    if (value === undefined) continue;
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (secrets.has(path)) given[variable] = resolveSecret(file, path, text, environment);
    else given[variable] = paths.has(path) ? resolve(dirname(file), text) : text;
  }
  // The command line's own default; without an address everything would be simulated.
  if (given.STRIPE_AEP_IMS_ORG !== undefined) given.STRIPE_AEP_PLATFORM_URL ??= PLATFORM;
  return { environment: given, engine: readEngine(chosen) };
}

function readEngine(profile: Tree): EngineSettings {
  const since = textAt(profile, "stripe.since");
  return {
    datasets:
      (treeAt(profile, "datasets") as Partial<Record<ResourceName, DatasetKind[]>> | undefined) ?? defaultDatasets,
    format: textAt(profile, "delivery.format") === "parquet" ? "parquet" : "json",
    since: since === undefined ? undefined : Math.floor(Date.parse(since) / 1000),
    titlePrefix: textAt(profile, "titlePrefix"),
  };
}

/** `env:NAME` or `file:/path`; a keychain and a terminal are for people, a server has neither. */
function resolveSecret(file: string, path: string, reference: string, environment: Environment): string {
  const [, kind, rest = ""] = /^(env|file):(.+)$/.exec(reference) ?? [];
  if (kind === "env") {
    const value = environment[rest];
    if (value === undefined || value === "") throw refused(file, `${path} names ${rest}, which is not set`);
    return value;
  }
  if (kind === "file") {
    try {
      return readFileSync(resolve(dirname(file), rest), "utf8").trim();
    } catch {
      throw refused(file, `${path} names a file that cannot be read`);
    }
  }
  throw refused(file, `${path} must be env:NAME or file:/path for a server`);
}

function readTree(file: string): Tree {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw refused(file, "it cannot be read");
  }
  let tree: unknown;
  try {
    tree = parse(text);
  } catch (error) {
    throw refused(file, error instanceof Error ? (error.message.split("\n")[0] ?? "") : "it is not YAML");
  }
  if (!isTree(tree) || tree.version !== 1) throw refused(file, "it must begin with `version: 1`");
  return tree;
}

function valueAt(tree: Tree, path: string): unknown {
  let value: unknown = tree;
  for (const step of path.split(".")) value = isTree(value) ? value[step] : undefined;
  return value ?? undefined;
}

function treeAt(tree: Tree, path: string): Tree | undefined {
  const value = valueAt(tree, path);
  return isTree(value) ? value : undefined;
}

function textAt(tree: Tree, path: string): string | undefined {
  const value = valueAt(tree, path);
  return typeof value === "string" ? value : undefined;
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(file: string, reason: string): ConfigError {
  return new ConfigError({
    code: "SAEP-1801",
    message: `The settings file ${file} cannot be used: ${reason}.`,
    next: "Correct the file; docs/settings.md describes it.",
  });
}
