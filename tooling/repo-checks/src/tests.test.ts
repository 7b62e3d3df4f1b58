import { expect, it } from "vitest";
import { read, files } from "./repository.ts";

const clocks = /performance\.now\(|PerformanceObserver|process\.hrtime|cpuUsage\(/;

it("no test measures time: a busy machine would decide, so speed is a benchmark's business", () => {
  const timed = files()
    .filter((file) => file.endsWith(".test.ts") && !file.startsWith("tooling/repo-checks/"))
    .filter((file) => clocks.test(read(file)));
  expect(timed).toEqual([]);
});
