import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluate } from "../../src/platform/data-prep/evaluate.ts";
import { ExpressionError } from "../../src/platform/data-prep/expression.ts";
import { dataPrepFunctions } from "../../src/platform/data-prep/functions/index.ts";
import { parseExpression } from "../../src/platform/data-prep/parse-expression.ts";
import { compileRowCheck } from "../../src/platform/ingestion/row-check.ts";
import {
  CATALOG,
  createChargeSchema,
  createDataset,
  IMPORT,
  REGISTRY,
  sendRows,
  testPlatform,
  batchOf,
} from "./platform-client.ts";

const words = [
  ...[
    "title",
    "type",
    "object",
    "string",
    "allOf",
    "$ref",
    "properties",
    "items",
    "definitions",
    "meta:extends",
    "meta:immutableTags",
    "union",
    "required",
  ],
  ...[
    "name",
    "schemaRef",
    "id",
    "contentType",
    "tags",
    "datasetId",
    "inputFormat",
    "format",
    "json",
    "op",
    "path",
    "value",
    "add",
    "/allOf/-",
    "@type",
  ],
  ...[
    "xdm:descriptorIdentity",
    "xdm:sourceSchema",
    "xdm:sourceProperty",
    "xdm:sourceVersion",
    "xdm:namespace",
    "mappings",
    "source",
    "destination",
    "sourceType",
  ],
];
const word = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }));
const { json } = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: "small" },
    word,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(word, tie("json"), { maxKeys: 5 }),
  ),
}));

const steps = fc.array(
  fc.constantFrom(
    "",
    "allOf",
    "0",
    "-",
    "definitions",
    "properties",
    "_acme",
    "title",
    "tags",
    "schemaRef",
    "meta:immutableTags",
  ),
  { maxLength: 4 },
);
const operation = fc.record({
  op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "other"),
  path: steps.map((names) => names.map((name) => `/${name}`).join("")),
  value: json,
});
const body = fc.oneof(json, fc.array(operation, { minLength: 1, maxLength: 3 }));

test("no body is a defect of the simulator: every answer is one the service could give", async () => {
  const here = testPlatform();
  const schema = await createChargeSchema(here);
  const dataset = await createDataset(here, schema);
  const targets = [
    ...["classes", "fieldgroups", "datatypes", "schemas", "descriptors"].map((kind) => [
      "POST",
      `${REGISTRY}/tenant/${kind}`,
    ]),
    ...["PUT", "PATCH"].map((method) => [method, `${REGISTRY}/tenant/schemas/${encodeURIComponent(schema)}`]),
    ["POST", `${REGISTRY}/rpc/import`],
    ["POST", "/data/core/idnamespace/identities"],
    ["POST", `${CATALOG}/dataSets`],
    ...["PUT", "PATCH"].map((method) => [method, `${CATALOG}/dataSets/${dataset}`]),
    ["PATCH", `${CATALOG}/v2/dataSets/${dataset}`],
    ["POST", `${IMPORT}/batches`],
    ...["", "/validate", "/preview"].map((path) => ["POST", `/data/foundation/conversion/mappingSets${path}`]),
    ["POST", "/data/foundation/conversion/languages/el/validate"],
    ...["connections", "sourceConnections", "targetConnections", "flows"].map((one) => [
      "POST",
      `/data/foundation/flowservice/${one}`,
    ]),
    ["POST", "/data/foundation/query/queries"],
  ] as [string, string][];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...targets), body, async ([method, target], sent) => {
      const answer = await here.call(method, target, { body: sent });
      expect(answer.text).not.toContain("a defect of the simulator");
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 400), ...(process.env.FUZZ_RUNS ? {} : { seed: 5 }) },
  );
});

test("whatever the row, a batch ends as success or failure", async () => {
  const here = testPlatform();
  const dataset = await createDataset(here, await createChargeSchema(here));
  const row = fc.oneof(
    json,
    fc.record({
      _id: word,
      _acme: fc.record({
        charges_data: fc.dictionary(
          fc.constantFrom("id", "amount", "paid", "created", "metadata", "refund_ids", "x"),
          json,
        ),
      }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 4 }), async (rows) => {
      const batch = await batchOf(
        here,
        await sendRows(here, dataset, rows, { enableErrorDiagnostics: true, partialIngestionPercentage: 100 }),
      );
      expect(["success", "failed"]).toContain(batch.status);
      if (batch.status === "success")
        expect(Number(batch.metrics.outputRecordCount) + Number(batch.failedRecordCount)).toBe(batch.recordCount);
    }),
    { numRuns: 100, seed: 6 },
  );
});

test("a row that was accepted is accepted again, unchanged", () => {
  const check = compileRowCheck(
    {
      "meta:xdmType": "object",
      properties: {
        a: { "meta:xdmType": "long" },
        b: { "meta:xdmType": "string" },
        c: { "meta:xdmType": "date-time" },
        d: { "meta:xdmType": "map", additionalProperties: { "meta:xdmType": "number" } },
        e: { "meta:xdmType": "boolean" },
      },
    },
    { maximumFields: 100, timeSeries: false },
  );
  const value = fc.oneof(
    fc.double(),
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.dictionary(fc.string(), fc.integer()),
  );
  fc.assert(
    fc.property(fc.record({ a: value, b: value, c: value, d: value, e: value }, { requiredKeys: [] }), (row) => {
      const first = check(row);
      if (first.errors.length > 0) return;
      const second = check(first.row);
      expect(second).toMatchObject({ errors: [], changed: false, row: first.row });
    }),
  );
});

test("an expression gives a value or an ExpressionError, whatever it is applied to", () => {
  const functionName = fc.constantFrom(...dataPrepFunctions.flatMap(({ names }) => names));
  const literal = fc.oneof(
    fc.integer().map(String),
    fc.string().map((text) => JSON.stringify(text)),
    fc.constantFrom("null", "true", "a", "a.b", "list", "list[0]", "[1,2]", '{"k":1}'),
  );
  const call = fc
    .tuple(functionName, fc.array(literal, { maxLength: 4 }))
    .map(([name, values]) => `${name}(${values.join(", ")})`);
  const source = { a: { b: "x" }, list: [1, "2", null] };
  fc.assert(
    fc.property(fc.tuple(call, fc.constantFrom("+", "==", "and", "/", "<"), call), ([left, operator, right]) => {
      try {
        evaluate(parseExpression(`${left} ${operator} ${right}`), {
          source,
          indices: [],
          now: () => 0,
          uuid: () => "u",
        });
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionError);
      }
    }),
    { numRuns: 2000, seed: 7 },
  );
});
