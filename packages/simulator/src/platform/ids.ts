import type { SimulatedClock } from "../clock.ts";
import type { RandomStream } from "../random.ts";

const HEX = "0123456789abcdef";
const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Ids in the forms that each service gives them, repeatable by seed. */
export interface Ids {
  hex(length: number): string;
  /** Letters and digits, such as an `x-request-id`. */
  text(length: number): string;
  uuid(): string;
  /** 26 characters, sorts by time: the id of a batch. */
  ulid(): string;
  /** The `etag` member of Flow Service: quotes are part of it, the last group begins with the time. */
  entityTag(): string;
}

export function createIds(random: RandomStream, clock: SimulatedClock): Ids {
  const hex = (length: number): string => random.text(length, HEX);
  return {
    hex,
    text: (length) => random.text(length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${random.pick(["8", "9", "a", "b"])}${hex(3)}-${hex(12)}`,
    ulid: () => `${crockford(clock.now(), 10)}${random.text(16, CROCKFORD)}`,
    entityTag: () => `"${hex(8)}-0000-0200-0000-${Math.floor(clock.now() / 1000).toString(16)}${hex(4)}"`,
  };
}

function crockford(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = CROCKFORD.charAt(rest % 32) + text;
  }
  return text;
}
