import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { generateComponents } from "../scripts/generate-components.ts";
import { withTables } from "../scripts/write-readme-table.ts";
import { openApiDocument } from "../src/v1/openapi.ts";
import { routeTable } from "../src/v1/route-table.ts";

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const parse = (name: string): unknown => JSON.parse(read(name));
const plain = (text: string): string => text.replaceAll(/ +\|/g, " |").replaceAll(/-{3,}/g, "---");

describe("the published document", () => {
  it("has the schemas that the types give (`pnpm openapi` writes them)", () => {
    expect(parse("src/v1/openapi-components.json")).toEqual(JSON.parse(JSON.stringify(generateComponents())));
  });

  it("is the one that the routes give", () => {
    expect(parse("openapi.json")).toEqual(JSON.parse(JSON.stringify(openApiDocument("0.0.0"))));
  });

  it("refers only to schemas that it has", () => {
    const document = openApiDocument("0.0.0") as { components: { schemas: object } };
    const names = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !Object.hasOwn(document.components.schemas, name ?? ""))).toEqual([]);
  });

  it("is the table in the README", () => {
    expect(plain(withTables(read("README.md")))).toBe(plain(read("README.md")));
    expect(read("README.md")).toContain(`/v1${routeTable.getOverview.path}`);
  });
});
