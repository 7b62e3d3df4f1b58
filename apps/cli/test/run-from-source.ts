/** Runs the command line from the sources: what tests and the root scripts spawn before anything is built. */
import process from "node:process";

import { main } from "../src/main.ts";

await main(process.argv.slice(2));
