#!/usr/bin/env node
// Committed beside simulator.js: the root script of the same name runs it once the package is built.
import { main } from "../dist/conformance/command-line.js";

process.exitCode = await main(process.argv.slice(2));
