import { planCondition } from "../conditions.ts";
import type { ResourceMapping } from "../mapping.ts";
import type { DatasetKind } from "../page-mapper.ts";
import { parsePath } from "../paths.ts";
import type { ObjectNode } from "../plan-rows.ts";
import { writeConditions } from "./conditions.ts";
import { PageTexts } from "./contexts.ts";
import { MemoryImage, type Address } from "./memory-image.ts";
import { NotTransducible } from "./not-transducible.ts";
import { writeProgram, type Workshop } from "./programs.ts";
import { SourceTables } from "./source-tables.ts";

/** Everything that the module needs to know of a resource. */
export interface TransducerPlan {
  readonly image: Uint8Array;
  readonly plan: Address;
  readonly pageTexts: PageTexts;
  /** Names of the facts of the event dataset, in the order of their numbers. */
  readonly facts: readonly string[];
}

/** Tables and programs for a resource, or undefined when a row needs what only JavaScript can do. */
export function buildPlan(
  mapping: ResourceMapping,
  plans: readonly (readonly [DatasetKind, ObjectNode])[],
  at: Address,
): TransducerPlan | undefined {
  try {
    return build(mapping, plans, at);
  } catch (error) {
    if (error instanceof NotTransducible) return undefined;
    throw error;
  }
}

function build(
  mapping: ResourceMapping,
  plans: readonly (readonly [DatasetKind, ObjectNode])[],
  at: Address,
): TransducerPlan {
  const workshop = { image: new MemoryImage(at), sources: new SourceTables(), pageTexts: new PageTexts() };
  const { image, sources, pageTexts } = workshop;
  // First, so that the plan itself is where the memory begins.
  const plan = image.take(11 * 4);
  const facts = mapping.datasets.event?.facts ?? [];
  const own = ["id", "object", "livemode", "created", "deleted"].map((name) => sources.slotOf(parsePath(name)));
  const datasets = plans.flatMap(([dataset, node]) => {
    const isEvent = dataset === "event";
    const program = writeProgram(node, workshop, !isEvent);
    const factWords = isEvent ? [writeFacts(mapping, workshop), facts.length] : [0, 0];
    return [program, ...factWords, ...image.text(dataset)];
  });
  const { table, frameBytes } = sources.write(image);
  const words = [table, frameBytes, ...image.text(mapping.object), ...own, image.words(datasets), plans.length];
  for (const [index, word] of words.entries()) image.set(plan + index * 4, word);
  return { image: image.bytes, plan, pageTexts, facts: facts.map(({ name }) => name) };
}

/** Conditions, time and texts of each fact. */
function writeFacts(mapping: ResourceMapping, workshop: Workshop): Address {
  const { image, sources } = workshop;
  const words = (mapping.datasets.event?.facts ?? []).flatMap((fact) => [
    writeConditions(fact.when.map(planCondition), [], workshop),
    fact.timestamp === "$version" ? 0 : sources.slotOf(parsePath(fact.timestamp)),
    ...image.text(JSON.stringify(fact.name)),
    ...image.text(JSON.stringify(fact.eventType)),
  ]);
  // An address of 0 says that the dataset has none.
  return image.words(words.length === 0 ? [0] : words);
}
