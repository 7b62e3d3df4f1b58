import { beforeAll, expect, test } from "vitest";
import { createGeneratedSchemas, manifest, readSchemaFile } from "./generated-schemas.ts";
import { createChargeSchema, testPlatform, type Answer, type TestPlatform } from "./platform-client.ts";

const CONVERSION = "/data/foundation/conversion";

let here: TestPlatform;
let schema: string;
beforeAll(async () => {
  here = testPlatform();
  schema = await createChargeSchema(here);
});

function mappingSet(mappings: readonly object[]): object {
  return {
    name: "charges",
    outputSchema: { schemaRef: { id: schema, contentType: "application/vnd.adobe.xed-full+json;version=1" } },
    mappings,
  };
}

async function preview(data: unknown, mappings: readonly object[]): Promise<Answer["body"]> {
  const answer = await here.call("POST", `${CONVERSION}/mappingSets/preview`, {
    body: { data, mappingSet: mappingSet(mappings) },
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.body;
}

const to = (name: string): string => `_acme.charges_data.${name}`;

test("attributes, expressions and constants become one row of the output schema", async () => {
  const charge = {
    id: "ch_1",
    amount: 1999,
    created: 1_767_225_600,
    metadata: { order: 7 },
    refunds: { data: [{ id: "re_1" }, { id: "re_2" }] },
  };
  const result = await preview(charge, [
    { sourceType: "ATTRIBUTE", source: "id", destination: to("id") },
    { sourceType: "ATTRIBUTE", source: "amount", destination: to("amount") },
    {
      sourceType: "EXPRESSION",
      source: `dformat(created * 1000, "yyyy-MM-dd'T'HH:mm:ss.SSSX")`,
      destination: to("created"),
    },
    { sourceType: "EXPRESSION", source: "object_to_map(metadata)", destination: to("metadata") },
    { sourceType: "ATTRIBUTE", source: "refunds.data[*].id", destination: to("refund_ids[*]") },
    { sourceType: "STATIC", source: "succeeded", destination: to("status") },
    { sourceType: "STATIC", source: "true", destination: to("paid") },
    { sourceType: "EXPRESSION", source: "nullify()", destination: to("kind") },
  ]);
  expect(result).toEqual({
    data: {
      _acme: {
        charges_data: {
          id: "ch_1",
          amount: 1999,
          created: "2026-01-01T00:00:00.000Z",
          metadata: { order: "7" },
          refund_ids: ["re_1", "re_2"],
          status: "succeeded",
          paid: true,
        },
      },
    },
    errors: [],
  });
});

test("a value that does not fit its field is left out and told", async () => {
  const result = await preview({ id: "ch_1", amount: "much" }, [
    { sourceType: "ATTRIBUTE", source: "id", destination: to("id") },
    { sourceType: "ATTRIBUTE", source: "amount", destination: to("amount") },
  ]);
  expect(result.data).toEqual({ _acme: { charges_data: { id: "ch_1" } } });
  expect(result.errors).toEqual([
    expect.objectContaining({
      destination: to("amount"),
      source: "amount",
      exception: expect.stringContaining("expected data type was: long, actual data type was: string"),
    }),
  ]);
});

test("validate gives one verdict for each row, naming the unknown function", async () => {
  const answer = await here.call("POST", `${CONVERSION}/mappingSets/validate`, {
    body: mappingSet([
      { sourceType: "ATTRIBUTE", source: "id", destination: to("id") },
      { sourceType: "EXPRESSION", source: "nvl(amount, 0)", destination: to("amount") },
      { sourceType: "ATTRIBUTE", source: "id", destination: "_acme.nowhere" },
      { sourceType: "ATTRIBUTE", source: "refunds.data[*].id", destination: to("status") },
      { sourceType: "EXPRESSION", source: "concat(", destination: to("status") },
    ]),
  });
  const verdicts: Answer["body"][] = answer.body.validationResponse;
  expect(verdicts.map(({ status }) => status)).toEqual(["SUCCESS", "FAILED", "FAILED", "FAILED", "FAILED"]);
  expect(verdicts[0].errors).toBeNull();
  expect(verdicts[1].errors[0].exception).toContain("unknown function nvl");
  expect(verdicts[2].errors[0].exception).toContain("_acme.nowhere does not exist");
  expect(verdicts[3].errors[0].exception).toContain("[*] stands 1 times");
});

test("a set is stored in the long form, listed, read by row and replaced", async () => {
  const created = await here.call("POST", `${CONVERSION}/mappingSets?validate=true`, {
    body: {
      version: 0,
      xdmSchema: schema,
      xdmVersion: "1.0",
      id: null,
      mappings: [{ destinationXdmPath: to("id"), sourceAttribute: "data.id" }],
    },
  });
  expect(created.status).toBe(200);
  expect(created.body).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    version: 0,
    createdDate: expect.any(Number),
    modifiedDate: expect.any(Number),
    createdBy: "fake-client-id",
    modifiedBy: "fake-client-id",
  });
  const path = `${CONVERSION}/mappingSets/${created.body.id}`;
  const stored = await here.call("GET", path);
  expect(stored.body.mappings[0]).toMatchObject({
    sourceType: "text/x.schema-path",
    source: "data.id",
    sourceAttribute: "data.id",
    destination: to("id"),
    destinationXdmPath: to("id"),
    matchScore: 0,
    functionVersion: 1,
  });
  expect(stored.body).toMatchObject({
    status: "PUBLISHED",
    allowNullValues: false,
    outputSchema: { schemaRef: { id: schema } },
  });
  const row = await here.call("GET", `${path}/mappings/${stored.body.mappings[0].id}`);
  expect(row.body).toEqual(stored.body.mappings[0]);

  const replaced = await here.call("PUT", path, {
    body: mappingSet([{ sourceType: "ATTRIBUTE", source: "id", destination: to("id") }]),
  });
  expect(replaced.body).toMatchObject({ version: 1, name: "charges" });
  const listed = await here.call("GET", `${CONVERSION}/mappingSets?limit=10&start=0`);
  expect(listed.body.data.map(({ id }: { id: string }) => id)).toContain(created.body.id);
  expect(await here.call("GET", `${CONVERSION}/mappingSets/${"0".repeat(32)}`)).toMatchObject({ status: 404 });
});

test("a set with a row that cannot be understood is refused whole", async () => {
  const answer = await here.call("POST", `${CONVERSION}/mappingSets`, {
    body: mappingSet([{ sourceType: "EXPRESSION", source: "nvl(a)", destination: to("id") }]),
  });
  expect(answer).toMatchObject({
    status: 400,
    body: { status: 400, detail: expect.stringContaining("unknown function nvl") },
  });
});

test("the language checks an expression alone", async () => {
  const check = (body: object): Promise<unknown> =>
    here.call("POST", `${CONVERSION}/languages/el/validate`, { body }).then((answer) => answer.body);
  expect(await check({ expression: 'concat("Hi", ",", "there", "!")' })).toBe(true);
  expect(await check({ expression: "concat(" })).toBe(false);
  expect(
    await check({ expression: "to_integer(a)", sampleData: '{"a":"x"}', sampleDataType: "application/json" }),
  ).toBe(false);
  const functions = await here.call("GET", `${CONVERSION}/languages/el/functions`);
  expect(functions.body.length).toBeGreaterThan(70);
  const symbols = await here.call("GET", `${CONVERSION}/languages/el/operators`);
  expect(symbols.body).toContainEqual(
    expect.objectContaining({ operatorSymbol: "/", methodName: "divide", numberOfOperands: 2 }),
  );
});

test("every row of every generated mapping set is valid", async () => {
  const generated = testPlatform();
  const ids = await createGeneratedSchemas(generated);
  const failures: unknown[] = [];
  let rows = 0;
  for (const { dataPrep } of Object.values(manifest.resources)) {
    for (const path of Object.values(dataPrep)) {
      const text = readSchemaFile(path)
        .replaceAll("{TENANT}", "acme")
        .replaceAll(/\{REF:([^}]+)\}/g, (_all, file: string) => ids.get(file) ?? "missing");
      const answer = await generated.call("POST", `${CONVERSION}/mappingSets/validate`, { body: text });
      for (const verdict of answer.body.validationResponse) {
        rows += 1;
        if (verdict.status !== "SUCCESS") failures.push(verdict);
      }
    }
  }
  expect(failures).toEqual([]);
  expect(rows).toBeGreaterThan(500);
});
