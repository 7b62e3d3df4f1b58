import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { compareApiVersions, emitChanges } from "../src/compare-api-versions.ts";
import type { FieldChange } from "../src/compare-api-versions.ts";
import { fieldTableOf } from "../src/field-table.ts";
import { generate } from "../src/generate.ts";
import type { Generated } from "../src/generate.ts";
import { lintSchemas } from "../src/lints/index.ts";
import { matches } from "../src/privacy.ts";
import { SchemaFolder } from "../src/schema-folder.ts";
import { schemas } from "./schema-files.ts";

let acacia: Generated;
let endive: Generated;
let changes: FieldChange[];

beforeAll(async () => {
  acacia = await generate({ schemas });
  endive = await generate({ schemas, apiVersion: "endive" });
  changes = compareApiVersions(acacia, endive);
});

function removed(resource: string): string[] {
  return changes.filter((one) => one.resource === resource && one.change === "removed").map(({ path }) => path);
}

describe("moving to 2026-10-28.endive", () => {
  it("is described by the committed report", () => {
    for (const { path, text } of emitChanges(acacia, endive)) {
      const committed = readFileSync(`${schemas}/api-versions/2026-10-28.endive/${path}`, "utf8");
      expect(committed === text, `${path} is stale: run pnpm codegen --api-version endive`).toBe(true);
    }
  });

  it("passes every lint", () => {
    expect(lintSchemas(SchemaFolder.of(endive.artefacts))).toEqual([]);
  });

  it("names the fields that basil took away", () => {
    expect(removed("charges")).toContain("invoice");
    expect(removed("subscriptions")).toEqual(
      expect.arrayContaining([
        "current_period_end",
        "current_period_start",
        "discount",
        "items.data[*].plan.aggregate_usage",
      ]),
    );
    expect(removed("prices")).toEqual(["recurring.aggregate_usage"]);
    expect(removed("customers").every((path) => path.startsWith("discount."))).toBe(true);
    expect(removed("refunds")).toEqual([]);
    expect(removed("balance_transactions")).toEqual([]);
  });

  it("names what came, Unix times as such", () => {
    const added = changes.filter(({ change }) => change === "added").map(({ resource, path }) => `${resource}.${path}`);
    expect(added).toEqual(
      expect.arrayContaining([
        "balance_transactions.balance_type",
        "refunds.customer",
        "subscriptions.items.data[*].current_period_end",
        "charges.payment_method_details.affirm.location",
      ]),
    );
    const period = changes.find(({ path }) => path === "items.data[*].current_period_end");
    expect(period).toMatchObject({ after: "number, Unix seconds", verdict: "safe" });
  });

  it("says which changes a schema with data cannot take", () => {
    const verdict = (path: string): string | undefined => changes.find((one) => one.path === path)?.verdict;
    expect(verdict("invoice")).toBe("impossible-after-data");
    expect(verdict("payment_method_details.billie")).toBe("safe");
    expect(verdict("payment_method_details.alma")).toBe("impossible-after-data");
  });

  it("leaves no privacy rule and no listed number without a field in one of the versions", () => {
    const rows = [acacia, endive].flatMap(({ model }) => fieldTableOf(model));
    const { privacy, numbers } = acacia.model.decisions;
    const unused = privacy.filter((rule) => !rows.some(({ path }) => matches(rule.match, path)));
    expect(unused.map((rule) => rule.match)).toEqual([]);
    const listed = [numbers.unixTimes, numbers.decimals].flatMap((list) =>
      Object.entries(list).flatMap(([resource, own]) => own.map((path) => `${resource}.${path}`)),
    );
    const known = new Set(rows.map(({ resource, path }) => `${resource}.${path}`));
    expect(listed.filter((path) => !known.has(path))).toEqual([]);
  });

  it("changes nothing against itself", () => {
    expect(compareApiVersions(acacia, acacia)).toEqual([]);
  });
});
