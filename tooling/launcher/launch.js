// What the root scripts run: `node tooling/launcher/launch.js SCRIPT [arguments]`.
//
// Started by whatever Node is on the machine (20 or newer), it sets up what the script needs, then runs it on the Node
// that the lockfile pins. Setup and build speak on stderr, so that stdout belongs to the script alone.
import { scripts } from "./scripts.js";
import { build, setUp } from "./set-up.js";
import { run } from "./run.js";

const [name = "", ...argumentsOfScript] = process.argv.slice(2);
const script = scripts[name];

if (script === undefined) {
  console.error(`launch: unknown script "${name}". Known: ${Object.keys(scripts).join(", ")}`);
  process.exit(64);
}

try {
  await setUp();
  if (script.build !== undefined) await build(script.build);
  process.exitCode = await script.run(argumentsOfScript, run);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
