import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { main } from "../src/command-line.ts";
import { explainField, explanationLines } from "../src/explain-field.ts";
import { checkSchemas, generateSchemas } from "../src/generate-schemas.ts";
import { lintFolder } from "../src/lint-folder.ts";
import type { MappingFile } from "../src/mapping.ts";
import { TemporarySchemas } from "./temporary-schemas.ts";

function withOwnSamples(): { schemas: TemporarySchemas; samples: string; out: string } {
  const schemas = new TemporarySchemas();
  const samples = schemas.path("own");
  mkdirSync(`${samples}/charges`, { recursive: true });
  const text = readFileSync(schemas.path("samples/charges/published.json"), "utf8");
  cpSync(schemas.path("samples/charges/published.json"), `${samples}/charges/published.json`);
  const object = JSON.parse(text) as Record<string, unknown>;
  const more = { ...object, merchant_score: 7, payment_intent: { id: "pi_1" }, amount: 2 };
  writeFileSync(`${samples}/charges/second.json`, JSON.stringify(more));
  return { schemas, samples, out: schemas.path("out") };
}

describe("an operator's own folder", () => {
  it("holds only the resources with samples, passes the lints, and can be generated again", async () => {
    const { schemas, samples, out } = withOwnSamples();
    using _ = schemas;
    const { generated, files } = await generateSchemas({
      schemas: schemas.folder,
      samples,
      out,
      preset: "commerce=magento",
    });
    expect(generated.model.resources.map(({ resource }) => resource)).toEqual(["charges"]);
    expect(files).toBeGreaterThan(10);
    expect(await lintFolder(out)).toEqual([]);
    const again = await checkSchemas({ schemas: out, samples: `${out}/samples`, preset: "commerce=magento" });
    expect(again.differences).toEqual([]);
  });

  it("has the fields that only the operator's samples have, and says so", async () => {
    const { schemas, samples, out } = withOwnSamples();
    using _ = schemas;
    await generateSchemas({ schemas: schemas.folder, samples, out });
    const { row } = await explainField(out, "charges.merchant_score");
    expect(row).toMatchObject({ knownBy: "sample", action: "mapped", xdmType: "long", optional: true });
    const lines = explanationLines(row).join("\n");
    expect(lines).toContain("_{TENANT}.charges_data.merchant_score");
    expect(lines).toContain("integer-to-long: ");
  });

  it("never sends the description with the preset for Adobe Commerce, and derives order numbers", async () => {
    const { schemas, samples, out } = withOwnSamples();
    using _ = schemas;
    await generateSchemas({ schemas: schemas.folder, samples, out, preset: "commerce=magento" });
    const { datasets } = JSON.parse(readFileSync(`${out}/mappings/charges.json`, "utf8")) as MappingFile;
    const all = [...datasets.object.rows, ...(datasets.event?.rows ?? []), ...datasets.relational.rows];
    const plain = all.filter((row) => row.source === "description");
    expect(plain.length).toBeGreaterThan(0);
    for (const row of plain) expect(row.policy).toEqual({ minimal: "drop", marketing: "drop", full: "drop" });
    const derived = all
      .filter((row) => row.conversion === "derived")
      .map((row) => `${row.destination} ${row.give ?? ""}`);
    expect(derived).toEqual([
      "_{TENANT}.stripe_commerce.order_numbers all",
      "_{TENANT}.stripe_commerce.order_rule rule",
      "commerce.order.purchaseID first",
      "_{TENANT}.stripe_event.order_numbers all",
      "_{TENANT}.stripe_event.order_rule rule",
    ]);
    expect(datasets.event?.facts.map(({ name }) => name)).toContain("order_linked");
  });
});

describe("stripe-aep-codegen", () => {
  interface Said {
    code: number;
    out: string;
    error: string;
  }
  async function run(...argv: string[]): Promise<Said> {
    const said: Said = { code: -1, out: "", error: "" };
    said.code = await main(argv, { out: (text) => (said.out += text), error: (text) => (said.error += text) });
    return said;
  }

  it("writes, finds nothing more to do, and lists what was changed by hand", async () => {
    using schemas = new TemporarySchemas();
    const first = await run("--schemas", schemas.folder);
    expect(first).toMatchObject({ code: 0, error: "" });
    expect(first.out).toContain("new       manifest.json");
    expect((await run("--schemas", schemas.folder, "--check")).code).toBe(0);

    schemas.write("mappings/charges.json", "{}");
    schemas.write("xdm/charges/object/orphan.json", "{}");
    const checked = await run("--schemas", schemas.folder, "--check");
    expect(checked.code).toBe(2);
    expect(checked.out).toContain("changed   mappings/charges.json");
    expect(checked.out).toContain("orphaned  xdm/charges/object/orphan.json");
    expect(checked.error).toMatch(/^SAEP-2011 .*`pnpm codegen`/);
    expect(readFileSync(schemas.path("mappings/charges.json"), "utf8")).toBe("{}");

    const repaired = await run("--schemas", schemas.folder);
    expect(repaired.out).toContain("2 written or removed");
    expect((await run("--schemas", schemas.folder, "--check")).code).toBe(0);
  });

  it("refuses a change that a released schema cannot take", async () => {
    using schemas = new TemporarySchemas();
    await run("--schemas", schemas.folder);
    expect((await run("--schemas", schemas.folder, "--release", "1.0.0")).code).toBe(0);
    schemas.change("decisions/charges.json", (own) => (own.drop.review = "Not wanted any more."));
    const refused = await run("--schemas", schemas.folder);
    expect(refused.code).toBe(1);
    expect(refused.error).toMatch(
      /SAEP-2016 field removed.*charges\/object, _\{TENANT\}\.charges_data\.review.*1\.0\.0\.json/s,
    );
    expect(readFileSync(schemas.path("mappings/charges.json"), "utf8")).toContain("charges_data.review");
  });

  it("answers 1 for bad input, 64 for wrong usage, and helps", async () => {
    expect(await run("--schemas", "/nowhere")).toMatchObject({
      code: 1,
      error: expect.stringMatching(/^SAEP-2005 /) as string,
    });
    expect(await run("--chekc")).toMatchObject({ code: 64, error: expect.stringContaining("Usage:") as string });
    expect(await run("--help")).toMatchObject({ code: 0, out: expect.stringContaining("--api-version") as string });
  });
});
