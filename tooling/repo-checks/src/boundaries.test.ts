import { coreLayers, layersOnly } from "@stripe-aep/eslint-config";
import { ESLint } from "eslint";
import { describe, expect, it } from "vitest";
import { files, root } from "./repository.ts";

const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: layersOnly });

/** Lints a text as if it stood in `file`; returns the rules that it breaks. */
async function brokenRules(file: string, text: string): Promise<readonly string[]> {
  const [result] = await eslint.lintText(text, { filePath: `${root}/${file}` });
  return (result?.messages ?? []).map(({ ruleId }) => ruleId ?? "parse error");
}

const violations = [
  [
    "a lower layer importing a higher one",
    "packages/core/src/http/planted.ts",
    'import { runPipeline } from "../pipeline/run-pipeline.ts"; runPipeline();',
  ],
  [
    "neighbours importing each other",
    "packages/core/src/stripe/planted.ts",
    'import { catalog } from "../platform/catalog.ts"; catalog();',
  ],
  [
    "the mapper knowing a transport",
    "packages/core/src/xdm/planted.ts",
    'import { sendRequest } from "../http/send-request.ts"; sendRequest();',
  ],
  [
    "the composition root as a dependency",
    "packages/core/src/runs/planted.ts",
    'import { createConnector } from "../connector.ts"; createConnector();',
  ],
  ["a file system", "packages/core/src/runs/planted.ts", 'import { readFileSync } from "node:fs"; readFileSync("x");'],
  ["global fetch", "packages/core/src/stripe/planted.ts", 'export const answer = fetch("http://127.0.0.1");'],
  ["fetch by the back door", "packages/core/src/stripe/planted.ts", 'export const answer = globalThis["fetch"]("x");'],
  ["the wall clock", "packages/core/src/pipeline/planted.ts", "export const now = Date.now();"],
  ["the wall clock by another name", "packages/core/src/pipeline/planted.ts", "export const now = new Date();"],
  ["a timer", "packages/core/src/pipeline/planted.ts", "setTimeout(() => undefined, 1);"],
  ["randomness", "packages/core/src/pipeline/planted.ts", "export const jitter = Math.random();"],
  ["the environment", "packages/core/src/platform/planted.ts", "export const key = process.env.KEY;"],
] as const;

describe("the layers of core are executed by lint", () => {
  for (const [what, file, text] of violations) {
    it(`refuses ${what}`, async () => {
      const broken = await brokenRules(file, text);
      expect(broken).not.toEqual([]);
      expect(broken).not.toContain("parse error");
    });
  }

  it("knows every folder of core", () => {
    const folders = files().flatMap((name) => /^packages\/core\/src\/([^/]+)\/.+\.ts$/.exec(name)?.[1] ?? []);
    expect([...new Set(folders)].sort()).toEqual(Object.keys(coreLayers).sort());
  });

  it("lets a stage use what lies below it", async () => {
    const text =
      'import { createHash } from "node:crypto"; import { open } from "../state/store.ts"; open(createHash("sha256"), new Date(0));';
    expect(await brokenRules("packages/core/src/pipeline/planted.ts", text)).toEqual([]);
  });
});
