import type { Clock, Log, Ports, Random } from "../../src/ports/ports.ts";
import type { RandomStream, VirtualClock } from "@stripe-aep/simulator";
import type { SimulatedDisk } from "./simulated-disk.ts";
import type { SimulatedNetwork } from "./simulated-network.ts";

/** Thrown into whatever a killed process still tries to do; nothing that it does has an effect any more. */
export class ProcessKilled extends Error {}

/** Counts the durable operations of a simulation and kills a process at one of them. */
export class DurableOperations {
  count = 0;
  #killAt: number | undefined;

  /** Kills at the `operations`-th durable operation from now. */
  arm(operations: number): void {
    this.#killAt = this.count + operations;
  }

  disarm(): void {
    this.#killAt = undefined;
  }

  /** True when the process must die here. */
  strike(): boolean {
    this.count += 1;
    return this.count === this.#killAt;
  }
}

/** One run of the connector's program: ports that work while it lives, are frozen while it is paused, and dead afterwards. */
export class SimulatedProcess {
  readonly ports: Ports;
  readonly died: Promise<never>;
  readonly #clock: VirtualClock;
  readonly #operations: DurableOperations;
  #die: (error: ProcessKilled) => void = () => undefined;
  #alive = true;
  #pausedUntil = 0;
  readonly logLines: string[] = [];

  constructor(parts: {
    readonly clock: VirtualClock;
    readonly clockSkew: number;
    readonly random: RandomStream;
    readonly disk: SimulatedDisk;
    readonly network: SimulatedNetwork;
    readonly operations: DurableOperations;
  }) {
    this.#clock = parts.clock;
    this.#operations = parts.operations;
    this.died = new Promise((_, reject) => {
      this.#die = reject;
    });
    this.died.catch(() => undefined);
    const clock: Clock = {
      now: () => parts.clock.now() + parts.clockSkew,
      sleep: async (milliseconds, signal) => {
        await parts.clock.sleep(milliseconds, signal);
        await this.enter();
      },
    };
    const random: Random = {
      next: () => parts.random.next(),
      bytes: (length) => Uint8Array.from({ length }, () => parts.random.integer(256)),
    };
    const log: Log = {
      write: (level, event, fields) => {
        this.logLines.push(`${level} ${event} ${JSON.stringify(fields ?? {})}`);
      },
    };
    this.ports = { clock, random, log, files: parts.disk.filesOf(this), transport: parts.network.transportOf(this) };
  }

  get alive(): boolean {
    return this.#alive;
  }

  kill(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#die(new ProcessKilled("killed"));
  }

  /** Stops the world for this process only: a long collection of garbage, a suspended machine. */
  pause(milliseconds: number): void {
    this.#pausedUntil = this.#clock.now() + milliseconds;
  }

  /** Before anything that leaves the process. Never resolves for a dead one. */
  async enter(): Promise<void> {
    while (this.#alive && this.#clock.now() < this.#pausedUntil) {
      await this.#clock.sleep(this.#pausedUntil - this.#clock.now());
    }
    if (!this.#alive) await never();
  }

  /** A point at which a real process could be killed between two effects. */
  passDurableOperation(): void {
    if (!this.#operations.strike()) return;
    this.kill();
  }
}

export function never(): Promise<never> {
  return new Promise(() => undefined);
}
