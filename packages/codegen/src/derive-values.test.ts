import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { PresetDecisions, StandardRow } from "./decisions.ts";
import { deriveValue, holds } from "./derive-values.ts";

const file = `${import.meta.dirname}/../../../schemas/decisions/presets/commerce-magento.json`;
const preset = JSON.parse(readFileSync(file, "utf8")) as PresetDecisions;

function rowsOf(resource: string): StandardRow[] {
  const { object_rows = [], event_rows = [] } = preset.resources[resource] ?? {};
  return [...object_rows, ...event_rows];
}

describe("order numbers of Adobe Commerce", () => {
  it.each(preset.examples.map((example) => [example.name, example] as const))("%s", (_, { resource, object, want }) => {
    const rows = rowsOf(resource);
    for (const [destination, value] of Object.entries(want)) {
      const row = rows.find((one) => one.destination === destination);
      expect(row, destination).toBeDefined();
      expect(deriveValue(object, row ?? {}) ?? null, destination).toEqual(value);
    }
  });

  it("never gives any part of a name", () => {
    for (const { resource, object } of preset.examples) {
      const values = rowsOf(resource).map((row) => deriveValue(object, row));
      expect(JSON.stringify(values)).not.toMatch(/Jenny|Rosen/);
    }
  });

  it("gives ten order numbers at most on an event", () => {
    const orders = Array.from({ length: 30 }, (_, index) => String(1000 + index)).join(",");
    const row = rowsOf("charges").find(({ limit }) => limit === 10);
    expect(deriveValue({ metadata: { Orders: orders } }, row ?? {})).toHaveLength(10);
  });
});

describe("conditions", () => {
  const object = { status: "succeeded", refunded: false, review: null, metadata: { "Order #": "1" } };
  it.each([
    [{ path: "status", equals: "succeeded" }, true],
    [{ path: "refunded", equals: false }, true],
    [{ path: "refunded", equals: true }, false],
    [{ path: "status", in: ["pending", "succeeded"] }, true],
    [{ path: "review", exists: true }, false],
    [{ path: "review", exists: false }, true],
    [{ path: "status.length", exists: true }, false],
    [{ path: "metadata", key: "Order #", exists: true }, true],
  ])("%j: %s", (condition, want) => {
    expect(holds(object, condition)).toBe(want);
  });
});
