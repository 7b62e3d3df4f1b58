#!/usr/bin/env node
// Committed, so that pnpm can link the command before the package is built.
import { main } from "../dist/main.js";

await main(process.argv.slice(2));
