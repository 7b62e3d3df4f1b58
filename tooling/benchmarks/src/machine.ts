import { cpus, totalmem } from "node:os";

/** What the figures were measured on. Figures of two machines are not comparable, ratios nearly are. */
export function describeMachine(): Readonly<Record<string, string | number>> {
  const [first] = cpus();
  return {
    processor: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
    v8: process.versions.v8,
  };
}
