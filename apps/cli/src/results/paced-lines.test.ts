import { expect, it } from "vitest";

import { pacedLines } from "./paced-lines.ts";

it("progress is told at once when a state changes, and at most once a second for each subject meanwhile", () => {
  let now = 0;
  const told: string[] = [];
  const tell = pacedLines<string>(
    (line) => told.push(`${now} ${line}`),
    (line) => ({ subject: line.split(" ")[0] ?? "", state: line.split(" ")[1] ?? "" }),
    () => now,
  );
  for (const [at, line] of [
    [0, "charges reading 0"],
    [300, "charges reading 100"],
    [400, "refunds reading 0"],
    [500, "charges delivering 200"],
    [1_400, "charges delivering 300"],
    [1_500, "charges delivering 400"],
    [1_600, "charges done 500"],
  ] as const) {
    now = at;
    tell(line);
  }
  expect(told).toEqual([
    "0 charges reading 0",
    "400 refunds reading 0",
    "500 charges delivering 200",
    "1500 charges delivering 400",
    "1600 charges done 500",
  ]);
});
