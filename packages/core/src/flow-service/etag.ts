import { Buffer } from "node:buffer";
import type { Clock, Random } from "../ports/ports.ts";
import { catalogueError } from "./flow-service-error.ts";

/** Makes ids and etags as Adobe's look: a UUID, and five quoted groups whose last begins with the time in hex seconds. */
export interface Stamps {
  id(): string;
  etag(): string;
  now(): number;
}

export function stamps(clock: Clock, random: Random): Stamps {
  const hex = (bytes: number): string => Buffer.from(random.bytes(bytes)).toString("hex");
  return {
    now: () => clock.now(),
    id: () => {
      const digits = hex(16);
      const variant = ((Number.parseInt(digits.slice(16, 17), 16) & 3) | 8).toString(16);
      const groups = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`];
      return [...groups, `${variant}${digits.slice(17, 20)}`, digits.slice(20)].join("-");
    },
    etag: () => {
      const seconds = Math.floor(clock.now() / 1000)
        .toString(16)
        .padStart(8, "0");
      return `"${hex(4)}-${hex(2)}-0200-0000-${seconds}${hex(2)}"`;
    },
  };
}

/** The etag with its quotes is the version; anything else than the newest is refused. */
export function requireIfMatch(ifMatch: string | undefined, etag: string): void {
  if (ifMatch === undefined || ifMatch.trim() === "") throw catalogueError("1403-400");
  if (ifMatch.trim() !== etag) {
    throw catalogueError("1404-412", { supplied: ifMatch.trim().slice(0, 200), current: etag });
  }
}
