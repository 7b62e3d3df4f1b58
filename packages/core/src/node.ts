/** The real machine: what an application hands to `createConnector` outside of tests and simulations. */
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { redactFields } from "./http/redaction.ts";
import { jsonLog as writeJsonLog } from "./ports/node-ports.ts";
import type { Log, LogLevel } from "./ports/ports.ts";

export { nodePorts, type NodePorts, type NodePortsOptions } from "./ports/node-ports.ts";
export { NodeTransport, type NodeTransportOptions } from "./ports/node-transport.ts";

/** A log of JSON lines, secrets removed; `write` takes one line with its newline (`process.stderr.write`). */
export function jsonLog(options: { readonly level: LogLevel; readonly write: (line: string) => void }): Log {
  return writeJsonLog({ ...options, redact: redactFields });
}

/**
 * The folder of the schemas that come with this package, for `schemasFolder`: what an application names that has not
 * generated its own. Throws Node's own error when `@stripe-aep/schemas` is not installed.
 */
export function builtInSchemas(): string {
  return dirname(createRequire(import.meta.url).resolve("@stripe-aep/schemas/manifest.json"));
}
