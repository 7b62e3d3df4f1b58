import { readFileSync } from "node:fs";
import ts from "typescript-api";
import { beforeAll, describe, expect, it } from "vitest";
import { pascalCase } from "../src/emit/types.ts";
import type { Manifest } from "../src/schema-folder.ts";
import { schemas } from "./schema-files.ts";

/** Files that import the generated types, compiled together with them, strictly and with every declaration checked. */
function compile(files: Record<string, string>): Map<string, string[]> {
  const paths = new Map(Object.entries(files).map(([name, text]) => [`${import.meta.dirname}/${name}.ts`, text]));
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    allowImportingTsExtensions: true,
    strict: true,
    noEmit: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.getSourceFile = (name, target) => {
    const text = paths.get(name);
    return text === undefined ? disk.getSourceFile(name, target) : ts.createSourceFile(name, text, target, true);
  };
  host.fileExists = (name) => paths.has(name) || disk.fileExists(name);
  host.readFile = (name) => paths.get(name) ?? disk.readFile(name);
  const program = ts.createProgram([...paths.keys()], options, host);
  // Only ours are asked for: the declarations of the compiler and of stripe are not on trial.
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => paths.has(fileName) || fileName.includes("/schemas/types/"));
  const found = new Map<string, string[]>();
  for (const file of own) {
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    const messages = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
    found.set(file.fileName.split("/").at(-1) ?? "", messages);
  }
  return found;
}

const manifest = JSON.parse(readFileSync(`${schemas}/manifest.json`, "utf8")) as Manifest;
const index = JSON.stringify("../../../schemas/types/index.d.ts");
const resources = Object.entries(manifest.resources).map(([resource, { object }]) => ({
  resource,
  name: pascalCase(object),
}));

const files: Record<string, string> = {
  wrong: `
    import type { StripeCharge, ChargeObjectRow } from ${index};
    export const charge: Pick<StripeCharge, "amount"> = { amount: "1099" };
    export const path = (row: ChargeObjectRow<"acme">) => row._acme.charges_data.payment_method_details?.klarna?.absent;
  `,
  rows: `
    import type { ChargeObjectRow, ChargeEventRow, CustomerObjectRow } from ${index};
    export const category = (row: ChargeObjectRow<"acme">): string | undefined =>
      row._acme.charges_data.payment_method_details?.klarna?.payment_method_category;
    export const family = (row: ChargeEventRow<"acme">): string | undefined => row._acme.stripe_event?.payment_family;
    export const price = (row: ChargeEventRow): number | undefined => row.commerce?.order?.priceTotal;
    export const email = (row: CustomerObjectRow): string | undefined => row.personalEmail?.address;
  `,
};
for (const { resource, name } of resources) {
  const sample = readFileSync(`${schemas}/samples/${resource}/published.json`, "utf8");
  files[`sample-${resource}`] =
    `import type { Stripe${name} } from ${index};\nexport const sample: Stripe${name} = ${sample};`;
  files[`package-${resource}`] = `
    import type Stripe from "stripe";
    import type { Stripe${name} } from ${index};
    export const ours = (theirs: Stripe.${name}): Stripe${name} => theirs;
  `;
}

let found: Map<string, string[]>;
beforeAll(() => (found = compile(files)));

describe("generated types", () => {
  it.each(["index.d.ts", "stripe.d.ts", "xdm.d.ts", "rows.ts"])("%s compiles", (file) => {
    expect(found.get(file)).toEqual([]);
  });

  it.each(resources)("the sample of $resource is a Stripe$name", ({ resource }) => {
    expect(found.get(`sample-${resource}.ts`)).toEqual([]);
  });

  it.each(resources)("a Stripe.$name of the stripe package is a Stripe$name", ({ resource }) => {
    expect(found.get(`package-${resource}.ts`)).toEqual([]);
  });

  it("refuses a wrong type and an unknown path", () => {
    expect(found.get("wrong.ts")).toEqual([
      "Type 'string' is not assignable to type 'number'.",
      expect.stringContaining("Property 'absent' does not exist"),
    ]);
  });

  it("carries Stripe's documentation", () => {
    expect(readFileSync(`${schemas}/types/stripe.d.ts`, "utf8")).toContain(
      "The Klarna payment method used for this transaction.",
    );
  });
});
