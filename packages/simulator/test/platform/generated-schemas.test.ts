import { expect, test } from "vitest";
import { createGeneratedSchemas, manifest } from "./generated-schemas.ts";
import { createDataset, testPlatform } from "./platform-client.ts";

test("the Registry takes every generated body, in the order of the manifest", async () => {
  const here = testPlatform();
  const ids = await createGeneratedSchemas(here);
  const datasets = Object.values(manifest.resources).flatMap((resource) => Object.values(resource.datasets));
  expect(datasets.length).toBeGreaterThan(10);
  for (const { schema } of datasets) {
    await createDataset(here, ids.get(schema)!);
  }
  const listed = await here.call("GET", "/data/foundation/catalog/dataSets?limit=100");
  expect(Object.keys(listed.body)).toHaveLength(datasets.length);
});
