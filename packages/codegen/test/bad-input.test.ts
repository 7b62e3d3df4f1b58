import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CodegenError, codegenErrorCodes } from "../src/errors.ts";
import { generateSchemas } from "../src/generate-schemas.ts";
import { TemporarySchemas } from "./temporary-schemas.ts";

interface BadInput {
  name: string;
  code: string;
  /** What the message must name: file, path, what to do. */
  says: RegExp[];
  options?: { preset?: string; apiVersion?: string; samples?: string; out?: string };
  break: (schemas: TemporarySchemas) => void;
}

const charges = "decisions/charges.json";
const sample = "samples/charges/published.json";

const badInputs: BadInput[] = [
  {
    name: "no samples at all",
    code: "SAEP-2001",
    says: [/samples/, /at least one real Stripe object/],
    break: (schemas) => rmSync(schemas.path("samples"), { recursive: true }),
  },
  {
    name: "no sample of one resource",
    code: "SAEP-2001",
    says: [/samples\/prices/],
    break: (schemas) => rmSync(schemas.path("samples/prices/published.json")),
  },
  {
    name: "a sample that is no JSON",
    code: "SAEP-2002",
    says: [/charges\/cut\.json/, /Mend or remove/],
    break: (schemas) => schemas.write("samples/charges/cut.json", '{"id": "ch_1",'),
  },
  {
    name: "a sample that is a list",
    code: "SAEP-2002",
    says: [/charges\/list\.json/],
    break: (schemas) => schemas.write("samples/charges/list.json", "[]"),
  },
  {
    name: "a sample of another object",
    code: "SAEP-2003",
    says: [/charges\/refund\.json, object/, /"refund", not a charge/],
    break: (schemas) =>
      cpSync(schemas.path("samples/refunds/published.json"), schemas.path("samples/charges/refund.json")),
  },
  {
    name: "two samples that contradict each other",
    code: "SAEP-2004",
    says: [/published\.json, .*second\.json, amount/, /number and string/],
    break: (schemas) => {
      const object = JSON.parse(readFileSync(schemas.path(sample), "utf8")) as object;
      schemas.write("samples/charges/second.json", JSON.stringify({ ...object, amount: "1099" }));
    },
  },
  {
    name: "a sample that contradicts Stripe's declaration",
    code: "SAEP-2004",
    says: [/charges, refunded/, /string where Stripe declares a boolean/],
    break: (schemas) => schemas.change(sample, (object) => (object.refunded = "no")),
  },
  {
    name: "a decisions file that is no JSON",
    code: "SAEP-2005",
    says: [/decisions\/charges\.json/],
    break: (schemas) => schemas.write(charges, "{"),
  },
  {
    name: "a decisions file with an unknown member",
    code: "SAEP-2005",
    says: [/decisions\/charges\.json, dorp/],
    break: (schemas) => schemas.change(charges, (own) => (own.dorp = {})),
  },
  {
    name: "an identity row without its namespace",
    code: "SAEP-2005",
    says: [/decisions\/customers\.json, \/object_rows\/1/],
    break: (schemas) => schemas.change("decisions/customers.json", (own) => delete own.object_rows[1].namespace),
  },
  {
    name: "a currency with a fraction of a digit",
    code: "SAEP-2005",
    says: [/currencies\.json, \/jpy/],
    break: (schemas) => schemas.change("decisions/currencies.json", (currencies) => (currencies.jpy = 0.5)),
  },
  {
    name: "a decision that names an unknown field",
    code: "SAEP-2006",
    says: [/decisions\/charges\.json, drop: payment_method_detail\.card/, /Correct the path/],
    break: (schemas) => schemas.change(charges, (own) => (own.drop["payment_method_detail.card"] = "A slip.")),
  },
  {
    name: "an event row with an unknown source",
    code: "SAEP-2006",
    says: [/rows: amuont/],
    break: (schemas) => schemas.change(charges, (own) => (own.event.rows[4].source = "amuont")),
  },
  {
    name: "a relationship to an unknown resource",
    code: "SAEP-2006",
    says: [/relationships: custumers/],
    break: (schemas) => schemas.change(charges, (own) => (own.relationships[0].to = "custumers")),
  },
  {
    name: "a name that collides after renaming",
    code: "SAEP-2007",
    says: [/amount_captured and amount would both be|would both be Amount/, /decisions\/charges\.json, rename/],
    break: (schemas) => schemas.change(charges, (own) => (own.rename.amount_captured = "Amount")),
  },
  {
    name: "a name that is not legal after renaming",
    code: "SAEP-2008",
    says: [/legal-name/, /charges_data\.amount-captured/],
    break: (schemas) => schemas.change(charges, (own) => (own.rename.amount_captured = "amount-captured")),
  },
  {
    name: "a schema over the limits",
    code: "SAEP-2008",
    says: [/relational-column-count/, /xdm\/charges\/relational\/schema\.json/],
    break: (schemas) =>
      schemas.change(charges, (own) => {
        const checks = JSON.parse(readFileSync(schemas.path(sample), "utf8")) as object;
        const more = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`extra_${index}`, index]));
        schemas.write(sample, JSON.stringify({ ...checks, ...more }));
        own.$comment = "Forty more columns.";
      }),
  },
  {
    name: "two uses of a data type that are decided differently",
    code: "SAEP-2008",
    says: [/data-type-is-one: Address/, /Decide alike/],
    break: (schemas) => schemas.change(charges, (own) => (own.drop["shipping.address.line2"] = "Not wanted.")),
  },
  {
    name: "an interface that Stripe does not declare",
    code: "SAEP-2009",
    says: [/Stripe\.Chrage/, /decisions\/charges\.json, declaration/],
    break: (schemas) => schemas.change(charges, (own) => (own.declaration = "Chrage")),
  },
  {
    name: "an API version that nobody knows",
    code: "SAEP-2010",
    says: [/2019-01-01/, /acacia/, /endive/],
    options: { apiVersion: "2019-01-01" },
    break: () => undefined,
  },
  {
    name: "a preset that does not exist",
    code: "SAEP-2015",
    says: [/commerce=shopify/, /commerce=magento/],
    options: { preset: "commerce=shopify" },
    break: () => undefined,
  },
  {
    name: "own samples of an unknown resource",
    code: "SAEP-2001",
    says: [/invoices is no known resource/],
    options: { samples: "own", out: "out" },
    break: (schemas) => mkdirSync(schemas.path("own/invoices"), { recursive: true }),
  },
  {
    name: "an output folder inside the inputs",
    code: "SAEP-2014",
    says: [/decisions\/out/],
    options: { out: "decisions/out" },
    break: () => undefined,
  },
  {
    name: "own samples over what was generated from others",
    code: "SAEP-2014",
    says: [/other samples/],
    options: { samples: "own" },
    break: (schemas) => cpSync(schemas.path("samples"), schemas.path("own"), { recursive: true }),
  },
];

describe("bad input", () => {
  it.each(badInputs.map((one) => [one.name, one] as const))(
    "%s",
    async (_, { code, says, options = {}, break: damage }) => {
      using schemas = new TemporarySchemas();
      damage(schemas);
      const before = schemas.files().map((file) => [file, readFileSync(file, "utf8")]);
      const { samples, out, ...rest } = options;
      const folders = {
        ...(samples ? { samples: schemas.path(samples) } : {}),
        ...(out ? { out: schemas.path(out) } : {}),
      };
      const error: unknown = await generateSchemas({ schemas: schemas.folder, ...folders, ...rest }).catch(
        (one: unknown) => one,
      );
      expect(error).toBeInstanceOf(CodegenError);
      const { message, details } = error as CodegenError;
      expect((error as CodegenError).code, message).toBe(code);
      for (const text of says) expect(message).toMatch(text);
      expect(details.next).not.toBe("");
      expect(schemas.files().map((file) => [file, readFileSync(file, "utf8")])).toEqual(before);
    },
  );
});

describe("error codes", () => {
  it("are of the generator's range, each with a meaning and a next step", () => {
    const rows = Object.values(codegenErrorCodes);
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length);
    for (const row of rows) {
      expect(row.code).toMatch(/^SAEP-2\d{3}$/);
      expect(row.meaning.length).toBeGreaterThan(20);
      expect(row.next.length).toBeGreaterThan(10);
    }
  });
});
