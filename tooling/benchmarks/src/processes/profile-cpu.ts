import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";

const microsecondsBetweenSamples = 200;

/** Starts V8's sampling profiler; what it gives ends it and writes the profile. */
export async function profileCpu(file: string): Promise<() => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.setSamplingInterval", { interval: microsecondsBetweenSamples });
  await session.post("Profiler.start");
  return async () => {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  };
}
