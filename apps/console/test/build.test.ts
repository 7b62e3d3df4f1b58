import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const read = (path: string): string => readFileSync(join(dist, path), "utf8");
const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => name.includes("."));

/** Script files that a file brings with it when it is loaded, itself included; `import()` is not followed. */
function loadedWith(file: string, known = new Set<string>()): ReadonlySet<string> {
  if (known.has(file)) return known;
  known.add(file);
  const text = read(join("assets", file));
  for (const [, name] of text.matchAll(/(?:\bfrom|\bimport)\s*["']\.\/([\w.-]+\.js)["']/g))
    loadedWith(name ?? "", known);
  return known;
}

describe("the built console", () => {
  it("loads less than 300 kB of gzipped script before the overview stands", () => {
    const [, entry] = /src="\.\/assets\/([\w.-]+\.js)"/.exec(read("index.html")) ?? [];
    const overview = files.find((name) => /assets\/overview-[\w-]+\.js$/.test(name));
    expect(entry).toBeDefined();
    expect(overview).toBeDefined();
    const scripts = [...loadedWith(entry ?? ""), ...loadedWith(overview?.replace("assets/", "") ?? "")];
    const bytes = [...new Set(scripts)].reduce((sum, name) => sum + gzipSync(read(join("assets", name))).length, 0);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(300_000);
  });

  it("brings its own fonts and asks no third party", () => {
    expect(files.filter((name) => name.endsWith(".woff2")).length).toBeGreaterThan(0);
    const texts = files.filter((name) => /\.(js|css|html)$/.test(name)).map((name) => [name, read(name)] as const);
    expect(texts.length).toBeGreaterThan(10);
    expect(texts.filter(([, text]) => text.includes("use.typekit.net")).map(([name]) => name)).toEqual([]);
    expect(texts.filter(([, text]) => /url\(["']?(?:https?:|data:)/.test(text)).map(([name]) => name)).toEqual([]);
  });

  it("names its files relative to itself, for any path prefix", () => {
    const index = read("index.html");
    expect(
      [...index.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path).filter((path) => !path?.startsWith("./")),
    ).toEqual([]);
  });
});
