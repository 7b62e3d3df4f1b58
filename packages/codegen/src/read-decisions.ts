import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  currenciesSchema,
  numberFieldsSchema,
  paymentFamiliesSchema,
  presetSchema,
  privacySchema,
  resourceDecisionsSchema,
  sharedDecisionsSchema,
} from "./decision-schemas.ts";
import type {
  AllDecisions,
  Decisions,
  NumberFields,
  PresetDecisions,
  PrivacyRule,
  SharedDecisions,
} from "./decisions.ts";
import { CodegenError } from "./errors.ts";
import { readJson } from "./read-json.ts";

/** Files of `decisions/` that are not about one resource. */
const sharedFiles = new Set([
  "all-resources.json",
  "privacy.json",
  "number-fields.json",
  "currencies.json",
  "payment-families.json",
]);

const failure = { error: "badDecision", what: "A decision cannot be read" } as const;

/**
 * Reads `decisions/*.json`, with the additions of a preset when one is named (`commerce=magento`).
 * @throws CodegenError SAEP-2005
 */
export async function readDecisions(folder: string, preset?: string): Promise<AllDecisions> {
  const names = (await readdir(folder).catch(() => [] as string[])).filter((name) => name.endsWith(".json")).sort();
  const own = names.filter((name) => !sharedFiles.has(name));
  if (own.length === 0) {
    throw new CodegenError("badDecision", {
      what: failure.what,
      where: folder,
      why: "The folder holds no decisions about a resource.",
    });
  }
  const read = <T>(name: string, schema: Record<string, unknown>): Promise<T> =>
    readJson<T>(join(folder, name), schema, failure);
  const resources = new Map<string, Decisions>();
  for (const name of own) {
    resources.set(name.replace(/\.json$/, ""), await read<Decisions>(name, resourceDecisionsSchema));
  }
  const decisions: AllDecisions = {
    resources,
    known: [...resources.keys()],
    shared: await read<SharedDecisions>("all-resources.json", sharedDecisionsSchema),
    privacy: (await read<{ rules: PrivacyRule[] }>("privacy.json", privacySchema)).rules,
    numbers: await read<NumberFields>("number-fields.json", numberFieldsSchema),
    currencies: await read<Record<string, number>>("currencies.json", currenciesSchema),
    paymentFamilies: await read<Record<string, string>>("payment-families.json", paymentFamiliesSchema),
  };
  return preset === undefined ? decisions : applyPreset(decisions, await readPreset(folder, preset));
}

/**
 * Reads `decisions/presets/<kind>-<name>.json`.
 * @throws CodegenError SAEP-2015 when there is no such preset, SAEP-2005 when it cannot be read
 */
async function readPreset(folder: string, preset: string): Promise<PresetDecisions> {
  const presets = join(folder, "presets");
  const known = (await readdir(presets).catch(() => [] as string[])).filter((name) => name.endsWith(".json")).sort();
  const file = `${preset.replace("=", "-")}.json`;
  if (known.includes(file)) return readJson<PresetDecisions>(join(presets, file), presetSchema, failure);
  const names = known.map((name) => name.replace(/\.json$/, "").replace("-", "="));
  throw new CodegenError("unknownPreset", {
    what: `There is no preset ${preset}`,
    where: presets,
    why: names.length > 0 ? `Known are: ${names.join(", ")}.` : "The folder holds none.",
  });
}

/** The decisions with a preset's rows and facts added, and its privacy rules last, so that they decide. */
function applyPreset(decisions: AllDecisions, preset: PresetDecisions): AllDecisions {
  const resources = new Map<string, Decisions>();
  for (const [resource, own] of decisions.resources) {
    const { object_rows = [], event_rows = [], facts = [] } = preset.resources[resource] ?? {};
    const event = own.event && {
      ...own.event,
      facts: [...own.event.facts, ...facts],
      rows: [...own.event.rows.filter((row) => !overrides(event_rows, row.destination)), ...event_rows],
    };
    resources.set(resource, { ...own, object_rows: [...own.object_rows, ...object_rows], ...(event ? { event } : {}) });
  }
  return { ...decisions, resources, privacy: [...decisions.privacy, ...preset.privacy], preset: preset.preset };
}

function overrides(rows: { destination: string }[], destination: string): boolean {
  return rows.some((row) => row.destination === destination);
}
