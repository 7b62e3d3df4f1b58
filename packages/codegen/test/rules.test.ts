import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { applyRules, rules } from "../src/rules/index.ts";
import type { Candidate, Verdict } from "../src/rules/rule.ts";
import type { Shape } from "../src/shape.ts";

interface RuleCase {
  path: string;
  shape: Shape;
  dropped?: string;
  unixTime?: boolean;
  decimal?: boolean;
  want: Verdict;
}

const folder = `${import.meta.dirname}/cases/rules`;
const cases = readdirSync(folder).map((file) => file.replace(/\.json$/, ""));

function candidateOf({ path, shape, dropped, unixTime = false, decimal = false }: RuleCase): Candidate {
  const name = path.split(".").at(-1) ?? path;
  const origin = { declared: true, sampled: false, sampledNull: false };
  const field = { name, shape, nullable: false, optional: false, documentation: "", origin };
  const own = (at: Shape): Candidate => ({
    path,
    name,
    field,
    shape: at,
    dropped,
    unixTime,
    decimal,
    decideElement: (element) => applyRules(own(element)).verdict,
  });
  return own(shape);
}

describe("planning rules", () => {
  it("has a case of the same name for every rule, and a rule for every case", () => {
    expect([...cases].sort()).toEqual(rules.map((rule) => rule.name).sort());
  });

  it.each(cases)("%s", (name) => {
    const { want, ...given } = JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8")) as RuleCase;
    const { rule, verdict } = applyRules(candidateOf({ ...given, want }));
    expect(rule.name).toBe(name);
    expect(verdict).toEqual(want);
  });

  it.each(rules.map((rule) => [rule.name, rule.sentence]))("%s is said in one sentence", (_, sentence) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  it("gives a verdict for every kind of shape, also nested in an array", () => {
    const kinds: Shape[] = [
      { kind: "string", values: [] },
      { kind: "number" },
      { kind: "boolean" },
      { kind: "unknown" },
      { kind: "never" },
      { kind: "object", fields: [] },
      { kind: "opaque" },
      { kind: "array", items: { kind: "array", items: { kind: "string", values: [] } } },
      { kind: "list", items: { kind: "opaque" }, extras: [] },
      { kind: "map", values: { kind: "boolean" } },
      { kind: "expandable", of: ["Customer"] },
    ];
    for (const shape of kinds) {
      for (const at of [shape, { kind: "array", items: shape } as Shape]) {
        expect(applyRules(candidateOf({ path: "x", shape: at, want: { kind: "presence" } })).rule).toBeDefined();
      }
    }
  });

  it("does not ask for more than one level of array", () => {
    const nested: Shape = { kind: "array", items: { kind: "array", items: { kind: "number" } } };
    const { verdict } = applyRules(candidateOf({ path: "matrix", shape: nested, want: { kind: "presence" } }));
    expect(verdict).toEqual({ kind: "left out", reason: "XDM has no array of such elements." });
  });
});
