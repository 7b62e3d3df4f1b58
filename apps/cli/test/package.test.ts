import { readFile } from "node:fs/promises";

import { expect, it } from "vitest";

it("everything that the build leaves outside its files is a dependency of the package", async () => {
  const read = (name: string): Promise<string> => readFile(new URL(`../${name}`, import.meta.url), "utf8");
  const [, list = ""] = /external: \[(.*)\]/.exec(await read("rolldown.config.js")) ?? [];
  const names = [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name);
  const { dependencies } = JSON.parse(await read("package.json")) as { dependencies: Record<string, string> };
  expect(names).toContain("undici");
  expect(names.filter((name) => !Object.hasOwn(dependencies, name ?? ""))).toEqual([]);
});
