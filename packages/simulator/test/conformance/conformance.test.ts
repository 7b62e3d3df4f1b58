import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkConformance } from "../../src/conformance/command-line.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file that describes one operation, in the manner of the published ones. */
const specification = (status: string, properties: string): string => `
openapi: 3.0.1
servers:
  - url: //{environment}.adobe.io/data/foundation/catalog
paths:
  /dataSets/{DATASET_ID}:
    get:
      responses:
        ${status}:
          content:
            application/json:
              schema: {$ref: '#/components/schemas/byId'}
        404: {description: not found}
components:
  schemas:
    byId:
      type: object
      additionalProperties: {$ref: '#/components/schemas/dataset'}
    dataset:
      type: object
      required: [name]
      properties:
        ${properties}
`;

test("an answer that keeps to its schema conforms", async () => {
  await writeFile(
    join(folder, "catalog.yaml"),
    specification("200", "name: {type: string, example: 5}\n        created: {type: integer, format: int64}"),
  );
  const report = await checkConformance(folder);
  expect(report).toMatchObject({
    operations: 1,
    described: 2,
    validated: 1,
    deviating: 0,
    excepted: 0,
    deviations: [],
    unused: [],
  });
  expect(report.undescribed).toContain("GET /data/foundation/catalog/dataSets");
});

test("a wrong type and a status that is not documented are told", async () => {
  await writeFile(join(folder, "catalog.yaml"), specification("200", "name: {type: integer}"));
  expect((await checkConformance(folder)).deviations).toEqual([
    expect.objectContaining({
      operation: "GET /data/foundation/catalog/dataSets/{DATASET_ID}",
      status: 200,
      detail: expect.stringMatching(/\/name must be integer$/),
    }),
  ]);
  await writeFile(join(folder, "catalog.yaml"), specification("201", "name: {type: string}"));
  expect((await checkConformance(folder)).deviations).toEqual([
    expect.objectContaining({ status: 200, detail: "the status is not documented" }),
  ]);
});

test("of two files that describe an operation the nearer one counts", async () => {
  await writeFile(join(folder, "catalog.yaml"), specification("200", "name: {type: integer}"));
  await writeFile(join(folder, "other.yaml"), specification("200", "name: {type: string}"));
  expect((await checkConformance(folder)).deviations).toEqual([]);
});

test("a folder without OpenAPI files is an error", async () => {
  await expect(checkConformance(folder)).rejects.toThrow("holds no OpenAPI file");
});
