import { globSync } from "node:fs";
import { defineConfig } from "rolldown";
import { copyManifest } from "./build/copy-manifest.js";
import { writeLicenses } from "./build/write-licenses.js";

const commands = globSync("src/commands/**/*.ts", { cwd: import.meta.dirname });

/** A module for each command and a few that they share: reading hundreds of small files is most of what starting costs. */
export default defineConfig({
  input: {
    main: "src/main.ts",
    "aio-plugin": "src/aio-plugin.ts",
    ...Object.fromEntries(commands.map((file) => [file.replace(/^src\/|\.ts$/g, ""), file])),
  },
  platform: "node",
  // oclif looks for files beside its own; the others are loaded only by the commands that need them.
  external: [/^@oclif\//, "@stripe-aep/codegen", "@stripe-aep/simulator", "pg", "undici"],
  output: {
    dir: "dist",
    cleanDir: true,
    sourcemap: true,
    // Beside main.js: what finds files by its own address finds them from each of these.
    chunkFileNames: "[name]-[hash].js",
  },
  plugins: [copyManifest(), writeLicenses()],
});
