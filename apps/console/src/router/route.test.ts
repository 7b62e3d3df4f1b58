import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRoute, routeTo } from "./route.ts";

describe("routes", () => {
  it.each([
    ["", { path: [], query: {} }],
    ["#/", { path: [], query: {} }],
    ["#/runs/run_1?status=failed", { path: ["runs", "run_1"], query: { status: "failed" } }],
    ["#/runs/%E0%A4%A", { path: ["runs", "%E0%A4%A"], query: {} }],
  ])("%s", (fragment, expected) => {
    expect(parseRoute(fragment)).toEqual(expected);
  });

  it("come back as they went, whatever the ids hold", () => {
    const piece = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(fc.array(piece), fc.dictionary(fc.string({ minLength: 1 }), piece), (path, query) => {
        const route = parseRoute(routeTo(path, query));
        expect(route.path).toEqual(path);
        expect(route.query).toEqual({ ...query });
      }),
    );
  });
});
