import { expect, it } from "vitest";
import { collapseProfile, timeByPlace } from "./collapse-profile.ts";
import { drawFlame } from "./draw-flame.ts";

const call = (functionName: string, url: string) => ({
  functionName,
  url,
  scriptId: "1",
  lineNumber: 0,
  columnNumber: 0,
});
const profile = {
  startTime: 0,
  endTime: 0,
  nodes: [
    { id: 1, callFrame: call("(root)", ""), children: [2, 5, 6] },
    { id: 2, callFrame: call("sync", "file:///x/packages/core/src/runs/sync.ts"), children: [3, 4] },
    { id: 3, callFrame: call("map", "file:///x/packages/core/dist/xdm/map.js"), children: [] },
    { id: 4, callFrame: call("hash", "node:crypto"), children: [] },
    { id: 5, callFrame: call("(idle)", ""), children: [] },
    { id: 6, callFrame: call("(garbage collector)", ""), children: [] },
  ],
  samples: [3, 4, 5, 6, 3],
  timeDeltas: [10, 20, 1_000, 30, 40],
};

it("a profile is one tree of calls, waiting left out, and what Node does is its caller's", () => {
  const root = collapseProfile(profile);
  expect(root.total).toBe(100);
  expect(timeByPlace(root)).toEqual([
    { place: "core/xdm", time: 50 },
    { place: "garbage collector", time: 30 },
    { place: "core/runs", time: 20 },
  ]);
});

it("each function is drawn as wide as its share, over its caller, by a name that XML can hold", () => {
  const root = collapseProfile({
    ...profile,
    nodes: profile.nodes.map((node) => (node.id === 3 ? { ...node, callFrame: call("<map>&", "") } : node)),
  });
  const picture = drawFlame(root, "a < b");
  expect(picture).toContain("a &lt; b");
  expect(picture).toContain("&lt;map&gt;&amp;");
  const widths = [...picture.matchAll(/y="(-?\d+)" width="([\d.]+)"/g)].map(([, y, width]) => [
    Number(y),
    Number(width),
  ]);
  expect(widths).toContainEqual([-17, 839.5]);
  expect(widths).toContainEqual([-34, 599.5]);
});
