import { readFileSync } from "node:fs";

/** Puts what oclif knows of the commands beside them, so that it starts without loading them all. */
export function copyManifest() {
  return {
    name: "copy-manifest",
    generateBundle() {
      const source = readFileSync(new URL("../src/oclif.manifest.json", import.meta.url));
      this.emitFile({ type: "asset", fileName: "oclif.manifest.json", source });
    },
  };
}
