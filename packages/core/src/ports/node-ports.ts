import { randomBytes } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { NodeFiles } from "./node-files.ts";
import { NodeTransport, type NodeTransportOptions } from "./node-transport.ts";
import type { Clock, Log, LogLevel, Ports, Random } from "./ports.ts";

/** What the real machine's ports may use. */
export interface NodePortsOptions {
  /** Where relative paths of the Files port lead. */
  readonly stateFolder: string;
  /** Where log lines go; default: nowhere. `jsonLog` writes them as lines of JSON. */
  readonly log?: Log;
  readonly transport?: NodeTransportOptions;
}

/** The ports of the real machine, and the way to let go of its connections. */
export interface NodePorts extends Ports {
  close(): Promise<void>;
}

/** Opens the real machine: its clock, chance, network and files. `close` lets go of the connections. */
export function nodePorts(options: NodePortsOptions): NodePorts {
  const transport = new NodeTransport(options.transport);
  return {
    clock: systemClock,
    random: systemRandom,
    transport,
    files: new NodeFiles(options.stateFolder),
    log: options.log ?? silentLog,
    close: () => transport.close(),
  };
}

const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (milliseconds, signal) => {
    try {
      await wait(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      // The port promises the signal's own reason, Node gives an AbortError around it.
      signal?.throwIfAborted();
      throw error;
    }
  },
};

const systemRandom: Random = {
  next: () => Math.random(),
  bytes: (length) => randomBytes(length),
};

const silentLog: Log = { write: () => undefined };

const ranks: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

export interface JsonLogOptions {
  /** Lines below this level are left out. */
  readonly level: LogLevel;
  /** Takes one line with its newline. */
  readonly write: (line: string) => void;
  /** Removes secrets from the fields; pass `redactFields`. */
  readonly redact: (fields: unknown) => unknown;
}

/** One JSON object a line: `time`, `level`, `event`, and the redacted fields. */
export function jsonLog(options: JsonLogOptions): Log {
  return {
    write(level, event, fields) {
      if (ranks[level] < ranks[options.level]) return;
      const line = {
        time: new Date(Date.now()).toISOString(),
        level,
        event,
        ...(options.redact(fields ?? {}) as object),
      };
      options.write(`${JSON.stringify(line)}\n`);
    },
  };
}
