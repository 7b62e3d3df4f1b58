import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, runSilently } from "./run.js";

const stamp = join(root, "node_modules", ".stripe-aep-setup");
const workspaceFolders = ["packages", "apps", "tooling"];

/** Changes whenever an install could change something: the lockfile and every manifest. */
function fingerprint() {
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", ".pnpmfile.cjs", "package.json", "schemas/package.json"];
  for (const folder of workspaceFolders) {
    for (const name of readdirSync(join(root, folder)).sort()) files.push(`${folder}/${name}/package.json`);
  }
  const hash = createHash("sha256");
  for (const file of files) {
    const path = join(root, file);
    if (existsSync(path)) hash.update(file).update(readFileSync(path));
  }
  return hash.digest("hex");
}

function pinnedPnpm() {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return manifest.packageManager;
}

/** Installs what the lockfile says, once; a later call that finds nothing changed costs a few milliseconds. */
export async function setUp() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  const install = ["--yes", pinnedPnpm(), "install", "--frozen-lockfile", "--prefer-offline", "--reporter=append-only"];
  const code = await runSilently("Setting up: the pinned toolchain and dependencies, once …", "npx", install);
  if (code !== 0) {
    throw new Error(
      `Setting up failed (pnpm ended with ${code}). The lines above say why; then run the command again.`,
    );
  }
  writeFileSync(stamp, wanted);
}

/** Builds the workspaces that `filters` name and all that they depend on; unchanged ones come from the cache. */
export async function build(filters) {
  const chosen = filters.flatMap((filter) => ["--filter", filter]);
  const options = ["run", "build", ...chosen, "--output-logs=errors-only", "--log-order=grouped"];
  const code = await runSilently("Building what changed …", "turbo", options);
  if (code !== 0) throw new Error("The build failed; the lines above say where.");
}
