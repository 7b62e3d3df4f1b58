import type { JsonObject } from "../json.ts";

/** A statement about a schema: an identity, a relationship, a key. Immutable except by PUT. */
export interface Descriptor {
  /** `@id`: 40 hexadecimal characters. */
  readonly id: string;
  /** What the author sent: `@type`, `xdm:sourceSchema`, … */
  readonly body: JsonObject;
  readonly created: number;
  readonly updated: number;
  readonly client: string;
}
