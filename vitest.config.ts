import { defineConfig } from "vitest/config";

/** One run for the whole repository; packages resolve to each other's sources, so tests need no build. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@stripe-aep/source"] } },
  test: {
    include: ["**/src/**/*.test.ts", "**/test/**/*.test.ts", "tooling/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    maxWorkers: 2,
    // A net under what would hang for ever: how long something takes is no matter of a test, and machines are slow at times.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
