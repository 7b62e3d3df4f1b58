import { defineConfig } from "vitest/config";

/** One run for the whole repository; packages resolve to each other's sources, so tests need no build. */
export default defineConfig({
  ssr: { resolve: { conditions: ["@stripe-aep/source"] } },
  test: {
    include: ["**/src/**/*.test.ts", "**/test/**/*.test.ts", "tooling/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
