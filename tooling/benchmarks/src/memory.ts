import type { Benchmark } from "./benchmark.ts";
import { median } from "./interleave.ts";
import { type Note, withListings } from "./listing-run.ts";

const million = 1_000_000;
const megabyte = 1_000_000;

export const memory: Benchmark = {
  name: "memory",
  sentence:
    "Resident memory of the client at 95 % of a backfill of 1,000,000 charges, divided by that at 10 %, and its peak in MB, with Node's default flags.",
  caveat:
    "Each of the two is the median of a hundred readings about its place (one for every 1,000 charges), because a reading falls anywhere between two collections. Peak is what the system says (maxRSS), start-up and provisioning included.",
  bars: [
    { figure: "growth", atMost: 1.05 },
    { figure: "peak MB", atMost: 400 },
  ],
  async run({ say }) {
    const { notes, peak } = await withListings([million], (startClient) => startClient().backfill(million));
    const residentAbout = (objects: number): number =>
      median(notes.filter((note: Note) => Math.abs(note.objects - objects) <= 50_000).map(({ resident }) => resident));
    const [early, late] = [residentAbout(0.1 * million), residentAbout(0.95 * million)];
    say(
      `${(early / megabyte).toFixed(0)} MB, then ${(late / megabyte).toFixed(0)} MB; peak ${(peak / megabyte).toFixed(0)} MB`,
    );
    return {
      growth: late / early,
      "peak MB": peak / megabyte,
      "early MB": early / megabyte,
      "late MB": late / megabyte,
    };
  },
};
