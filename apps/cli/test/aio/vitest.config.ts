import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@stripe-aep/source"] } },
  test: { include: ["test/aio/*.suite.ts"], testTimeout: 120_000, hookTimeout: 900_000 },
});
