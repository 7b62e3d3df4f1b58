import { defineConfig } from "vitest/config";

// eslint-disable-next-line no-restricted-syntax -- Vitest reads the default export
export default defineConfig({
  ssr: { resolve: { conditions: ["@stripe-aep/source"] } },
  test: { include: ["test/aio/*.suite.ts"], testTimeout: 120_000, hookTimeout: 900_000 },
});
