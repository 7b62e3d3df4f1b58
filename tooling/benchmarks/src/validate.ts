import { Ajv, type ValidateFunction } from "ajv";
import formats from "ajv-formats";
import type { PageContext, PageMapper } from "@stripe-aep/core";
import type { Benchmark } from "./benchmark.ts";
import { interleave, medianRatio } from "./interleave.ts";
import { mapAll, mapperOf, tenantSchemas } from "./mappers.ts";
import { mutateObject } from "./mutate-object.ts";
import { type Pages, pagesOf, type Resource } from "./pages.ts";
import { seededRandom } from "./seeded-random.ts";

const resources = ["charges", "subscriptions", "balance_transactions"] as const satisfies readonly Resource[];

const context: PageContext = {
  account: "acct_benchmark",
  livemode: false,
  apiVersion: "2025-02-24.acacia",
  respondedAt: 1_700_000_000_000,
  firstSequence: 0,
};

export const validate: Benchmark = {
  name: "validate",
  sentence:
    "CPU of mapping with the row schema's checks, divided by the same without them; and mutated records on which the mapper and ajv, over the same row schema, do not agree.",
  caveat:
    "Types are part of each conversion and cannot be left out; what is compared without are lengths, patterns, ranges, enumerations and required fields. A record that a conversion refuses has no row for ajv to judge, and counts as agreed, which is so for most mutated records (`refused`).",
  bars: [...resources.map((resource) => ({ figure: resource, atMost: 1.1 })), { figure: "disagreements", atMost: 0 }],
  async run({ full, say }) {
    const figures: Record<string, number> = { disagreements: 0, records: 0, refused: 0 };
    for (const resource of resources) {
      const pages = await pagesOf(resource, { objects: full ? 200_000 : 60_000, limit: full ? 200 : 60 });
      const checked = await mapperOf(resource, ["object"]);
      const unchecked = await mapperOf(resource, ["object"], false);
      const sides = [
        { name: "checked", objects: pages.objects * 3, work: () => repeat(3, () => mapAll(checked, pages)) },
        { name: "unchecked", objects: pages.objects * 3, work: () => repeat(3, () => mapAll(unchecked, pages)) },
      ];
      const rounds = await interleave(sides, { rounds: full ? 15 : 9 });
      Object.assign(figures, medianRatio(resource, rounds, "checked", "unchecked"));
      const compared = await compareVerdicts(pages, { checked, unchecked }, full ? 340_000 : 40_000);
      for (const [name, count] of Object.entries(compared)) figures[name] = (figures[name] ?? 0) + count;
      say(
        `${resource}: ${(figures[resource] ?? 0).toFixed(3)}, ${compared.disagreements} of ${compared.records} disagree`,
      );
    }
    return figures;
  },
};

function repeat(times: number, work: () => void): void {
  for (let time = 0; time < times; time += 1) work();
}

/** Mutates records and asks three: the mapper with checks, the one without, and ajv about the latter's row. */
async function compareVerdicts(
  pages: Pages,
  mappers: { readonly checked: PageMapper; readonly unchecked: PageMapper },
  records: number,
): Promise<{ records: number; refused: number; disagreements: number }> {
  const valid = await compileRowSchema(pages.resource);
  const objects = pages.bodies.flatMap((body) => (JSON.parse(Buffer.from(body).toString()) as { data: object[] }).data);
  const random = seededRandom(9);
  const counts = { records: 0, refused: 0, disagreements: 0 };
  while (counts.records < records) {
    const data = Array.from({ length: 100 }, () => mutateObject(objects[random.below(objects.length)] ?? {}, random));
    const page = Buffer.from(JSON.stringify({ object: "list", data, has_more: false }));
    const checked = mappers.checked.mapPage(page, context).records;
    const unchecked = mappers.unchecked.mapPage(page, context).records;
    for (const [index, verdict] of checked.entries()) {
      const free = unchecked[index];
      const row = free?.fate === "mapped" ? free.rows[0]?.bytes : undefined;
      const isValid = row !== undefined && valid(JSON.parse(Buffer.from(row).toString()));
      counts.records += 1;
      counts.refused += verdict.fate === "refused" ? 1 : 0;
      counts.disagreements += isValid === (verdict.fate === "mapped") ? 0 : 1;
    }
  }
  return counts;
}

async function compileRowSchema(resource: Resource): Promise<ValidateFunction> {
  const ajv = new Ajv({ strict: false });
  formats.default(ajv);
  return ajv.compile(await (await tenantSchemas()).rowSchema(resource, "object"));
}
