import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AllDecisions, Decisions, NumberFields, PrivacyRule, SharedDecisions } from "./decisions.ts";
import { CodegenError } from "./errors.ts";

/** Files of `decisions/` that are not about one resource. */
const sharedFiles = new Set([
  "shared.json",
  "privacy.json",
  "number-fields.json",
  "currencies.json",
  "payment-families.json",
]);

/**
 * Reads `decisions/*.json`.
 * @throws CodegenError SAEP-2005
 */
export async function readDecisions(folder: string): Promise<AllDecisions> {
  const names = (await readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith(".json")).sort();
  const own = names.filter((name) => !sharedFiles.has(name));
  if (own.length === 0) throw unreadable(folder, "The folder holds no decisions about a resource.");
  const resources = new Map<string, Decisions>();
  for (const name of own) {
    resources.set(name.replace(/\.json$/, ""), await readJson<Decisions>(join(folder, name)));
  }
  return {
    resources,
    shared: await readJson<SharedDecisions>(join(folder, "shared.json")),
    privacy: (await readJson<{ rules: PrivacyRule[] }>(join(folder, "privacy.json"))).rules,
    numbers: await readJson<NumberFields>(join(folder, "number-fields.json")),
    currencies: await readJson<Record<string, number>>(join(folder, "currencies.json")),
    paymentFamilies: await readJson<Record<string, string>>(join(folder, "payment-families.json")),
  };
}

async function readJson<T>(file: string): Promise<T> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as T;
  } catch (cause) {
    throw unreadable(file, `${(cause as Error).message}.`, cause);
  }
}

function unreadable(where: string, why: string, cause?: unknown): CodegenError {
  return new CodegenError("badDecision", { what: "A decision cannot be read", where, why }, cause);
}
