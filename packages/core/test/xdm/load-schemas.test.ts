import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodePorts } from "../../src/node.ts";
import type { Files } from "../../src/ports/ports.ts";
import { loadSchemas } from "../../src/xdm/load-schemas.ts";
import { schemasFolder } from "./schemas.ts";

let folder: string;
let files: Files;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "schemas-"));
  files = nodePorts({ stateFolder: folder }).files;
});
afterAll(() => rm(folder, { recursive: true }));

const write = (path: string, value: unknown) =>
  files.write(join(folder, path), Buffer.from(typeof value === "string" ? value : JSON.stringify(value)));

describe("loadSchemas", () => {
  it("puts the tenant into every artefact", async () => {
    const schemas = (await loadSchemas(files, schemasFolder)).forTenant("acme");
    const mapping = await schemas.mapping("charges");
    expect(JSON.stringify(mapping)).not.toContain("{TENANT}");
    expect(mapping.datasets.object.rows.some(({ destination }) => destination.startsWith("_acme.charges_data."))).toBe(
      true,
    );
    expect((await schemas.rowSchema("charges", "object")).properties).toHaveProperty("_acme");
  });

  it("says which file is at fault and what to do", async () => {
    await expect(loadSchemas(files, join(folder, "nowhere"))).rejects.toMatchObject({ code: "SAEP-1306" });
    await write("manifest.json", "{ not json");
    await expect(loadSchemas(files, folder)).rejects.toThrow("manifest.json cannot be used: it is not JSON");
    await write("manifest.json", { formatVersion: 99 });
    await expect(loadSchemas(files, folder)).rejects.toThrow("its format is 99");
    await write("manifest.json", { formatVersion: 1, resources: { charges: { mapping: "gone.json", datasets: {} } } });
    const schemas = await loadSchemas(files, folder);
    expect(() => schemas.forTenant("_acme")).toThrow("is no tenant id");
    await expect(schemas.forTenant("acme").mapping("charges")).rejects.toThrow(
      "gone.json cannot be used: it does not exist",
    );
    await expect(schemas.forTenant("acme").mapping("refunds")).rejects.toThrow("does not name refunds");
  });
});
